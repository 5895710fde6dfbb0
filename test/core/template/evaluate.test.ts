import { describe, expect, it } from 'vitest';
import { evaluateValue, type Scope } from '../../../core/template/evaluate.ts';
import { parameterValue } from '../../../core/template/parameter-value.ts';
import {
  concatenate,
  knownText,
  NO_VALUE,
  Reference,
  textKey,
  UnknownResult,
  UnknownText,
  wholeText,
} from '../../../core/template/unknown-value.ts';

const unknownCondition = new UnknownResult({ name: 'Condition', argument: 'IsProd' });

/** Knows `Known`, the condition `Yes`, and a mapping. Everything else is known only after the deployment. */
const SCOPE: Scope = {
  ref: (name) => (name === 'AWS::NoValue' ? NO_VALUE : name === 'Known' ? 'value' : new Reference(name)),
  attribute: (logicalId, name) => new Reference(logicalId, name),
  condition: (name) => (name === 'Yes' ? true : unknownCondition),
  findInMap: (_map, first, second) => (first === 'value' && second === 'key' ? 'mapped' : undefined),
  importValue: (argument) => new UnknownResult({ name: 'Fn::ImportValue', argument }),
  stackOutput: () => undefined,
  invalidCall: (call) => new UnknownResult(call),
};

const LOGS = new Reference('Logs');
const unknown = (name: string, argument: unknown) => new UnknownResult({ name, argument });

// The functions as the reference describes them:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
describe('a value that is known in part', () => {
  it.each<[string, unknown, unknown]>([
    ['a known reference', [{ Ref: 'Known' }], ['value']],
    ['an unknown reference', { a: { Ref: 'Logs' } }, { a: LOGS }],
    ['a reference whose name is a function', { Ref: { 'Fn::Sub': 'Kn${x}' } }, unknown('Ref', { 'Fn::Sub': 'Kn${x}' })],
    ['a reference whose name is a known function', { Ref: { 'Fn::Join': ['', ['Kn', 'own']] } }, 'value'],
    ['an attribute with dots', { 'Fn::GetAtt': 'Nested.Outputs.Arn' }, new Reference('Nested', 'Outputs.Arn')],
    ['an attribute whose name is a function', { 'Fn::GetAtt': ['Fn', { Ref: 'Known' }] }, new Reference('Fn', 'value')],
    ['a statement whose Condition is an object', { Condition: { Bool: {} } }, { Condition: { Bool: {} } }],
    ['If, with a known condition', { 'Fn::If': ['Yes', 1, 2] }, 1],
    [
      'If, with an unknown condition',
      { 'Fn::If': ['IsProd', { Ref: 'Known' }, { Ref: 'AWS::NoValue' }] },
      unknown('Fn::If', [unknownCondition, 'value', { Ref: 'AWS::NoValue' }]),
    ],
    ['Join of known texts', { 'Fn::Join': ['-', ['a', { Ref: 'Known' }]] }, 'a-value'],
    ['Join with an unknown item', { 'Fn::Join': ['/', ['a', { Ref: 'Logs' }]] }, new UnknownText(['a/', LOGS])],
    [
      'Join of an unknown list',
      { 'Fn::Join': [',', { Ref: 'List' }] },
      unknown('Fn::Join', [',', new Reference('List')]),
    ],
    [
      'Sub: the value in the call takes precedence',
      { 'Fn::Sub': ['${Known}/${ Fn.Arn }/${set}/${!Literal}', { set: { Ref: 'Logs' }, Known: 'own' }] },
      new UnknownText(['own/', new Reference('Fn', 'Arn'), '/', LOGS, '/${Literal}']),
    ],
    ['Sub with nothing unknown', { 'Fn::Sub': '${Known}!' }, 'value!'],
    ['Sub of only a reference', { 'Fn::Sub': '${Logs}' }, LOGS],
    ['Select of a list with unknown items', { 'Fn::Select': [1, ['a', { Ref: 'Logs' }]] }, LOGS],
    ['Select of an unknown list', { 'Fn::Select': [0, { Ref: 'L' }] }, unknown('Fn::Select', [0, new Reference('L')])],
    ['Split of an unknown text', { 'Fn::Split': [',', { Ref: 'L' }] }, unknown('Fn::Split', [',', new Reference('L')])],
    ['FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'Known' }, 'key'] }, 'mapped'],
    [
      'FindInMap with a default',
      { 'Fn::FindInMap': ['Map', 'other', 'key', { DefaultValue: { Ref: 'Known' } }] },
      'value',
    ],
    [
      'FindInMap with an unknown key',
      { 'Fn::FindInMap': ['Map', { Ref: 'L' }, 'key'] },
      unknown('Fn::FindInMap', ['Map', new Reference('L'), 'key']),
    ],
    ['Length of a list with unknown items', { 'Fn::Length': [1, { Ref: 'L' }] }, 2],
    ['ToJsonString', { 'Fn::ToJsonString': { a: 1, b: { Ref: 'Known' } } }, '{"a":1,"b":"value"}'],
    [
      'ToJsonString with an unknown value',
      { 'Fn::ToJsonString': { a: { Ref: 'Logs' } } },
      new UnknownText(['{"a":"', LOGS, '"}']),
    ],
    ['Or with a known true', { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'Yes' }] }, true],
    ['And with a known false', { 'Fn::And': [{ Condition: 'IsProd' }, { 'Fn::Not': [{ Condition: 'Yes' }] }] }, false],
    [
      'And with an unknown condition',
      { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'IsProd' }] },
      unknown('Fn::And', [true, unknownCondition]),
    ],
    [
      'Equals with an unknown value',
      { 'Fn::Equals': [{ Ref: 'L' }, 'a'] },
      unknown('Fn::Equals', [new Reference('L'), 'a']),
    ],
    [
      'an unknown function',
      { 'Fn::Transform': { Name: 'AWS::Include' } },
      unknown('Fn::Transform', { Name: 'AWS::Include' }),
    ],
    ['a list without AWS::NoValue', [1, { Ref: 'AWS::NoValue' }], [1]],
    ['wrong arguments', { 'Fn::Join': 'a' }, unknown('Fn::Join', 'a')],
  ])('%s', (_, value, expected) => {
    expect(evaluateValue(value, SCOPE)).toEqual(expected);
  });
});

describe('texts', () => {
  const text = (value: unknown) => concatenate([evaluateValue(value, SCOPE)]);

  it('have equal keys when they are equal, however they are written', () => {
    const sub = text({ 'Fn::Sub': '/aws/lambda/${Fn}' });
    expect(textKey(sub)).toBe(textKey(text({ 'Fn::Join': ['/', ['/aws', 'lambda', { Ref: 'Fn' }]] })));
    expect(textKey(sub)).not.toBe(textKey(text({ 'Fn::Sub': '/aws/lambda/${Fn.Arn}' })));
    expect([wholeText(sub), knownText(sub)]).toEqual([undefined, '/aws/lambda/']);
  });

  it.each<[string, unknown, unknown]>([
    ['a number', 5, ['5']],
    ['a reference', { Ref: 'Fn' }, [new Reference('Fn')]],
    ['a call that only the deployment evaluates', { 'Fn::ImportValue': 'x' }, [unknown('Fn::ImportValue', 'x')]],
    ['an empty text', '', []],
  ])('of %s', (_, value, expected) => {
    expect(text(value)).toEqual(expected);
  });
});

describe('parameterValue', () => {
  it.each<[string, unknown, unknown]>([
    ['CommaDelimitedList', 'a,b', ['a', 'b']],
    ['List<Number>', 5, ['5']],
    ['List<Number>', new Reference('X'), new Reference('X')],
    ['String', ['a', 'b'], 'a,b'],
    ['String', 'a,b', 'a,b'],
  ])('%s of %j', (Type, value, expected) => {
    expect(parameterValue(value, { Type })).toEqual(expected);
  });
});
