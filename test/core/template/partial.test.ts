import { describe, expect, it } from 'vitest';
import {
  knownText,
  type PartialScope,
  parameterValue,
  partialText,
  resolvePartially,
  textKey,
  wholeText,
} from '../../../core/template/partial.ts';

describe('resolvePartially', () => {
  const scope: PartialScope = {
    ref: (name) => (name === 'Known' ? 'value' : { Ref: `Outer/${name}` }),
    attribute: (logicalId, name) => ({ 'Fn::GetAtt': [`Outer/${logicalId}`, name] }),
    rename: (name) => `Outer/${name}`,
  };

  it.each<[string, unknown, unknown]>([
    ['a known reference', [{ Ref: 'Known' }], ['value']],
    ['an unknown reference', { a: { Ref: 'Logs' } }, { a: { Ref: 'Outer/Logs' } }],
    ['GetAtt with a list', { 'Fn::GetAtt': ['Fn', 'Arn'] }, { 'Fn::GetAtt': ['Outer/Fn', 'Arn'] }],
    ['GetAtt with dots', { 'Fn::GetAtt': 'Nested.Outputs.Arn' }, { 'Fn::GetAtt': ['Outer/Nested', 'Outputs.Arn'] }],
    ['a condition', { Condition: 'IsProd' }, { Condition: 'Outer/IsProd' }],
    ['If', { 'Fn::If': ['IsProd', { Ref: 'Known' }, 1] }, { 'Fn::If': ['Outer/IsProd', 'value', 1] }],
    ['the arguments of other functions', { 'Fn::Join': ['-', [{ Ref: 'Known' }]] }, { 'Fn::Join': ['-', ['value']] }],
    [
      'Sub: each name gets a value, and the value in the call takes precedence',
      { 'Fn::Sub': ['${Known}/${Fn.Arn}/${set}/${!Literal}', { set: { Ref: 'Known' } }] },
      {
        'Fn::Sub': [
          '${Known}/${Fn.Arn}/${set}/${!Literal}',
          { Known: 'value', 'Fn.Arn': { 'Fn::GetAtt': ['Outer/Fn', 'Arn'] }, set: 'value' },
        ],
      },
    ],
    ['a statement whose Condition is an object', { Condition: { Bool: {} } }, { Condition: { Bool: {} } }],
  ])('%s', (_, value, expected) => {
    expect(resolvePartially(value, scope)).toEqual(expected);
  });
});

describe('partialText', () => {
  it.each<[string, unknown, unknown]>([
    ['a number', 5, ['5']],
    ['a reference', { Ref: 'Fn' }, [{ ref: 'Fn', key: 'Fn' }]],
    ['Sub', { 'Fn::Sub': 'a/${ Fn }/b${!x}' }, ['a/', { ref: 'Fn', key: 'Fn' }, '/b${x}']],
    ['Sub with a value', { 'Fn::Sub': ['a/${x}', { x: 'b' }] }, ['a/b']],
    [
      'Join',
      { 'Fn::Join': ['', ['a', { 'Fn::GetAtt': ['Fn', 'Arn'] }]] },
      ['a', { ref: 'Fn', attribute: 'Arn', key: 'Fn.Arn' }],
    ],
    ['a function that only the deployment evaluates', { 'Fn::ImportValue': 'x' }, [{ key: '{"Fn::ImportValue":"x"}' }]],
  ])('%s', (_, value, expected) => {
    expect(partialText(value)).toEqual(expected);
  });

  it('gives equal keys to equal texts that are written differently', () => {
    const sub = partialText({ 'Fn::Sub': '/aws/lambda/${Fn}' });
    expect(textKey(sub)).toBe(textKey(partialText({ 'Fn::Join': ['/', ['/aws', 'lambda', { Ref: 'Fn' }]] })));
    expect([wholeText(sub), knownText(sub)]).toEqual([undefined, '/aws/lambda/']);
  });
});

describe('parameterValue', () => {
  it.each<[string, unknown, unknown]>([
    ['CommaDelimitedList', 'a,b', ['a', 'b']],
    ['List<Number>', 5, ['5']],
    ['List<Number>', { Ref: 'X' }, { Ref: 'X' }],
    ['String', ['a', 'b'], 'a,b'],
    ['String', 'a,b', 'a,b'],
  ])('%s of %j', (Type, value, expected) => {
    expect(parameterValue(value, { Type })).toEqual(expected);
  });
});
