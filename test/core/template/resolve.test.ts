import { describe, expect, it } from 'vitest';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { resolveStacks } from '../../../core/template/resolve.ts';
import type { Template } from '../../../core/template/template.ts';

const stack = (name: string, template: Partial<Template>): StackTemplate => ({
  name,
  template: { Resources: {}, ...template },
  assets: new Map(),
});

/** Resolves a value, as a property of a resource. */
function resolve(value: unknown, template: Partial<Template> = {}, others: StackTemplate[] = []): unknown {
  const Resources = { Other: { Type: 'T' }, Subject: { Type: 'T', Properties: { value } }, ...template.Resources };
  const resources = resolveStacks([...others, stack('S', { ...template, Resources })], {
    region: 'eu-west-1',
    accountId: '123456789012',
    identify: ({ logicalId }) => ({
      ref: `${logicalId}-id`,
      attribute: (name) => (name === 'Arn' ? `arn:${logicalId}` : undefined),
    }),
  });
  return resources.find((resource) => resource.logicalId === 'Subject')?.properties.value;
}

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref to a resource', { Ref: 'Other' }, 'Other-id'],
    ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Ref to a parameter', { Ref: 'Size' }, '5'],
    ['Ref to a list parameter', { Ref: 'List' }, ['a', 'b']],
    ['GetAtt with a list', { 'Fn::GetAtt': ['Other', 'Arn'] }, 'arn:Other'],
    ['GetAtt with a dot', { 'Fn::GetAtt': 'Other.Arn' }, 'arn:Other'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Other' }]] }, 'a-Other-id'],
    [
      'Sub',
      { 'Fn::Sub': '${Other}/${Other.Arn}/${AWS::AccountId}/${!Kept}' },
      'Other-id/arn:Other/123456789012/${Kept}',
    ],
    ['Sub with variables', { 'Fn::Sub': ['${x}!', { x: { Ref: 'Other' } }] }, 'Other-id!'],
    ['Select of Split', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['If, with a true condition', { 'Fn::If': ['Yes', 'then', 'else'] }, 'then'],
    ['If, with a false condition', { 'Fn::If': ['No', 'then', 'else'] }, 'else'],
    ['FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'key'] }, 'mapped'],
    ['Base64', { 'Fn::Base64': 'text' }, 'dGV4dA=='],
    ['AWS::NoValue removes the property', { kept: 1, gone: { Ref: 'AWS::NoValue' } }, { kept: 1 }],
    [
      'a key that looks like a function, beside another key',
      { Ref: 'Other', and: 'more' },
      { Ref: 'Other', and: 'more' },
    ],
  ])('%s', (_, value, expected) => {
    const template = {
      Parameters: { Size: { Type: 'String', Default: '5' }, List: { Type: 'CommaDelimitedList', Default: 'a,b' } },
      Mappings: { Map: { 'eu-west-1': { key: 'mapped' } } },
      Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] }, No: { 'Fn::Not': [{ Condition: 'Yes' }] } },
    };
    expect(resolve(value, template)).toEqual(expected);
  });

  it('ImportValue, from a stack that is read before or after', () => {
    const exporter = stack('E', { Outputs: { O: { Value: { Ref: 'AWS::StackName' }, Export: { Name: 'shared' } } } });
    expect(resolve({ 'Fn::ImportValue': 'shared' }, {}, [exporter])).toBe('E');
  });

  it('leaves out resources whose condition is false', () => {
    const template = { Conditions: { No: { 'Fn::Equals': ['a', 'b'] } } };
    expect(
      resolve('x', { ...template, Resources: { Subject: { Type: 'T', Condition: 'No', Properties: { value: 'x' } } } }),
    ).toBeUndefined();
  });
});

describe('an error names', () => {
  it.each<[string, unknown, RegExp]>([
    ['a resource that does not exist', { Ref: 'Missing' }, /Stack S: there is no resource "Missing"/],
    ['an attribute that is not supported', { 'Fn::GetAtt': ['Other', 'Color'] }, /"Color" of Other \(T\)/],
    ['an unknown function', { 'Fn::Guess': 1 }, /Fn::Guess is not supported/],
    ['an export that does not exist', { 'Fn::ImportValue': 'x' }, /"x", which no stack exports/],
    ['an index beyond the list', { 'Fn::Select': [3, ['a']] }, /item 3 of a list of 1/],
    ['a text instead of a list', { 'Fn::Join': 'a' }, /Fn::Join needs a list of 2 items, not "a"/],
  ])('%s', (_, value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });

  it('a condition that refers to itself', () => {
    expect(() =>
      resolve({ 'Fn::If': ['A', 1, 2] }, { Conditions: { A: { 'Fn::Not': [{ Condition: 'A' }] } } }),
    ).toThrow(/the condition A refers to itself/);
  });
});
