import { expect, it } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { group, many, output, rehearse, stackOf, TOPIC } from './test-stacks.ts';

// The messages are from the pages and reports that the code under test names.

const named = (LogGroupName: unknown) => group({ LogGroupName });
const OFF = { Conditions: { Off: { 'Fn::Equals': ['a', 'b'] } } };
const conditional = { ...TOPIC, Condition: 'Off' };
const unresolved = (name: string, block = 'Resources') =>
  `Template format error: Unresolved resource dependencies [${name}] in the ${block} block of the template`;

it.each<[string, StackTemplate, message: string]>([
  ['a Ref to nothing', stackOf({ A: named({ Ref: 'Missing' }) }), unresolved('Missing')],
  [
    'a Ref in the branch that is not used',
    stackOf({ A: named({ 'Fn::If': ['Off', { Ref: 'Missing' }, 'a'] }) }, OFF),
    unresolved('Missing'),
  ],
  ['a Sub of nothing', stackOf({ A: named({ 'Fn::Sub': '${Missing}-logs' }) }), unresolved('Missing')],
  ['a DependsOn nothing', stackOf({ A: { ...group(), DependsOn: 'Missing' } }), unresolved('Missing')],
  ['an output of nothing', stackOf({ A: group() }, output({ Ref: 'Missing' })), unresolved('Missing', 'Outputs')],
  ['an attribute of nothing', stackOf({ A: named({ 'Fn::GetAtt': ['Missing', 'Arn'] }) }), unresolved('Missing')],
  [
    'an unknown attribute',
    stackOf({ A: group(), B: named({ 'Fn::GetAtt': ['A', 'arn'] }) }),
    'Requested attribute arn does not exist in schema for AWS::Logs::LogGroup',
  ],
  [
    'an unknown attribute in an output',
    stackOf({ A: TOPIC }, output({ 'Fn::Sub': '${A.Arn}' })),
    'Requested attribute Arn does not exist in schema for AWS::SNS::Topic',
  ],
  [
    'a Ref to a resource whose condition is false',
    stackOf({ A: named({ Ref: 'B' }), B: conditional }, OFF),
    unresolved('B'),
  ],
  [
    'a DependsOn a resource whose condition is false',
    stackOf({ A: { ...group(), DependsOn: ['B'] }, B: conditional }, OFF),
    unresolved('B'),
  ],
  [
    'an output of a resource whose condition is false',
    stackOf({ A: group(), B: conditional }, { ...OFF, ...output({ Ref: 'B' }) }),
    unresolved('B', 'Outputs'),
  ],
  [
    'an unknown condition',
    stackOf({ A: { ...group(), Condition: 'Unknown' } }),
    'Unresolved condition dependency Unknown',
  ],
  [
    'an unknown condition in Fn::If',
    stackOf({ A: named({ 'Fn::If': ['Unknown', 'a', 'b'] }) }),
    'Unresolved condition dependency Unknown',
  ],
  [
    'a resource in a condition',
    stackOf({ A: group() }, { Conditions: { On: { 'Fn::Equals': [{ Ref: 'A' }, 'a'] } } }),
    'Unresolved dependencies [A]. Cannot reference resources in the Conditions block',
  ],
  [
    'a resource that depends on itself',
    stackOf({ A: named({ 'Fn::Sub': '${A}' }) }),
    'Circular dependency between resources: [A, A]',
  ],
  ['a circle', stackOf({ A: named({ Ref: 'B' }), B: named({ 'Fn::GetAtt': ['A', 'Arn'] }) }), 'Circular dependency'],
  [
    'a circle through a condition that is false',
    stackOf({ A: { ...group(), DependsOn: 'B', Condition: 'Off' }, B: { ...conditional, DependsOn: 'A' } }, OFF),
    'Circular dependency',
  ],
  ['501 resources', stackOf(many(501, () => TOPIC)), 'Number of resources, 501, is greater than maximum allowed, 500'],
  [
    '201 outputs',
    stackOf({ A: TOPIC }, { Outputs: many(201, () => ({ Value: 'a' })) }),
    'Number of outputs, 201, is greater than maximum allowed, 200',
  ],
  [
    '201 parameters',
    stackOf({ A: TOPIC }, { Parameters: many(201, () => ({ Type: 'String', Default: 'a' })) }),
    'Number of parameters, 201',
  ],
  ['an unknown section', stackOf({ A: TOPIC }, { Resource: {} }), 'Invalid template property or properties [Resource]'],
  ['a logical id with other characters', stackOf({ 'A-B': TOPIC }), 'Resource name A-B is non alphanumeric.'],
  [
    'an unknown attribute of a resource',
    stackOf({ A: group({}, { RemovalPolicy: 'Retain' }) }),
    "Invalid template resource property 'RemovalPolicy'",
  ],
  [
    'an unknown DeletionPolicy',
    stackOf({ A: group({}, { DeletionPolicy: 'Keep' }) }),
    'Unrecognized DeletionPolicy Keep for resource A',
  ],
  [
    'a DeletionPolicy for types with snapshots',
    stackOf({ A: group({}, { DeletionPolicy: 'Snapshot' }) }),
    'Unrecognized DeletionPolicy Snapshot',
  ],
  [
    'an UpdateReplacePolicy that only DeletionPolicy has',
    stackOf({ A: group({}, { UpdateReplacePolicy: 'RetainExceptOnCreate' }) }),
    'Unrecognized UpdateReplacePolicy RetainExceptOnCreate',
  ],
  ['a stack with a long name', stackOf({ A: TOPIC }, {}, 'S'.repeat(129)), 'failed to satisfy constraint'],
])('%s is refused before anything is created', async (_, stack, message) => {
  const { cloudFormation, region } = rehearse();
  await expect(cloudFormation.deploy([stack])).rejects.toThrow(message);
  expect(region.logs('DescribeLogGroups', {})).toEqual({ logGroups: [] });
  expect([...region.names]).toEqual([]);
});

it.each<[string, StackTemplate]>([
  ['500 resources', stackOf(many(500, () => TOPIC))],
  [
    'a reference in a branch that is not used',
    stackOf({ A: named({ 'Fn::If': ['Off', { Ref: 'B' }, 'a'] }), B: conditional }, OFF),
  ],
  [
    'a reference between resources that both do not exist',
    stackOf({ A: TOPIC, B: conditional, C: { ...conditional, DependsOn: 'B' } }, OFF),
  ],
  [
    'a variable of Fn::Sub with the name of no resource',
    stackOf({ A: named({ 'Fn::Sub': ['${Own}-a', { Own: 'b' }] }) }),
  ],
])('%s: deployed', async (_, stack) => {
  const { cloudFormation } = rehearse();
  await cloudFormation.deploy([stack]);
});
