import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import type { Template } from '../../../core/template/template.ts';
import { evaluate } from '../../../infra/rules/evaluate.ts';
import { RULES } from '../../../infra/rules/rules.ts';

const TYPES = [
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Serverless::Api',
  'AWS::Serverless::HttpApi',
  'AWS::Serverless::WebSocketApi',
  'AWS::Serverless::Function',
  'AWS::Serverless::StateMachine',
  'AWS::ApiGatewayV2::ApiGatewayManagedOverrides',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::Logs::SubscriptionFilter',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::DeliverySource',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'Custom::AdoptedLogGroup',
];

const NAMES = [
  ...['AccessLogSetting', 'AccessLogSettings', 'DestinationArn', 'Format', 'MethodSettings', 'DefaultRouteSettings'],
  ...['RouteSettings', 'LoggingLevel', 'DataTraceEnabled', 'StageName', 'RestApiId', 'ApiId', 'StageDescription'],
  ...[
    'ProtocolType',
    'LogGroupName',
    'RetentionInDays',
    'LoggingConfig',
    'LogGroup',
    'LogFormat',
    'ApplicationLogLevel',
  ],
  ...[
    'Environment',
    'Variables',
    'POWERTOOLS_LOG_LEVEL',
    'LOG_BUFFER',
    'Role',
    'Policies',
    'PolicyDocument',
    'Statement',
  ],
  ...['Target', 'Stage', 'Routes', 'ResourcePath', 'Path', 'DeletionPolicy'],
  ...['Effect', 'Action', 'Resource', 'ManagedPolicyArns', 'Roles', 'Events', 'Type', 'Properties', 'HttpMethod'],
  ...[
    'Ref',
    'Fn::Sub',
    'Fn::Join',
    'Fn::GetAtt',
    'Fn::If',
    'Condition',
    '__proto__',
    'constructor',
    'tailgate',
    'acknowledge',
  ],
];

const text = fc.oneof(
  fc.constantFrom(
    'A',
    'B',
    'A.Arn',
    'C.Outputs.A',
    'AWS::NoValue',
    'INFO',
    'JSON',
    '*',
    '/*',
    '{"a":"$context.path"}',
    '${A.Arn}:*',
  ),
  fc.constantFrom(
    '${!x} ${',
    'WEBSOCKET',
    'HTTP',
    'Api',
    'HttpApi',
    'Allow',
    'Deny',
    '{"a":$context.integration.latency}',
    'logs:*',
    'true',
    '__proto__',
    'toString',
  ),
  fc.string(),
);

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 5 }),
  ),
})).value;

const object = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 8 });

const template = fc.record(
  {
    Globals: fc.dictionary(fc.constantFrom('Function', 'Api', 'HttpApi', 'other'), value),
    Resources: fc.dictionary(
      fc.constantFrom('A', 'B', 'C', 'D', '__proto__', 'toString'),
      fc.record(
        {
          Type: fc.constantFrom(...TYPES),
          Properties: object,
          Metadata: object,
          DeletionPolicy: fc.constantFrom('Retain', 'Delete'),
          Condition: fc.constantFrom('A', 'B'),
        },
        { requiredKeys: ['Type'] },
      ),
      { maxKeys: 6 },
    ),
  },
  { requiredKeys: ['Resources'] },
);

it('rules do not throw for templates with random values', () => {
  fc.assert(
    fc.property(template, (random) => {
      const findings = evaluate([{ name: 'Random', template: random as Template, assets: new Map() }], RULES, {
        encrypted: true,
        subscriptionFilters: 1,
      });
      for (const { problem, property } of findings) expect(`${problem}${property}`).not.toMatch(/undefined|\[object/);
    }),
    { numRuns: 1000 },
  );
});

it('rules do not throw for random nested stacks with random parameters and outputs', () => {
  const parts = fc.record({ Parameters: value, Outputs: value });
  fc.assert(
    fc.property(fc.array(fc.tuple(template, parts), { minLength: 2, maxLength: 4 }), fc.nat(), (random, seed) => {
      const stacks: StackTemplate[] = [];
      for (const [index, [inner, { Parameters, Outputs }]] of random.entries()) {
        const parent = stacks[seed % (index || 1)];
        // References point to the resources `A` to `D`. `C` and `D` are the nested stacks.
        const nestedStack = {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { Parameters: { A: { Ref: 'B' }, B: Parameters } },
        };
        const outputs = { A: { Value: { 'Fn::GetAtt': 'C.Outputs.A' } }, B: { Value: Outputs } };
        const Resources = { ...inner.Resources, C: nestedStack, D: nestedStack };
        const whole = {
          ...inner,
          Resources,
          Parameters: { A: { Type: 'String' }, B: Parameters, C: { Type: Parameters } },
          Outputs: outputs,
        };
        stacks.push({
          name: `Random${index}`,
          template: whole as unknown as Template,
          assets: new Map(),
          ...(parent && { nestedIn: { stack: parent, logicalId: index % 2 ? 'C' : 'D' } }),
        });
      }
      for (const { problem, property } of evaluate(stacks, RULES, { encrypted: true, subscriptionFilters: 1 }))
        expect(`${problem}${property}`).not.toMatch(/undefined|\[object/);
    }),
    { numRuns: 300 },
  );
});

it('rules find nothing if every property is known only at deployment', () => {
  const unknown = { 'Fn::ImportValue': 'x' };
  const properties = [
    ...[
      'AccessLogSetting',
      'AccessLogSettings',
      'MethodSettings',
      'DefaultRouteSettings',
      'RouteSettings',
      'StageName',
    ],
    ...[
      'StageDescription',
      'LoggingConfig',
      'Environment',
      'Role',
      'RetentionInDays',
      'KmsKeyId',
      'LogGroupName',
      'ApiId',
      'ProtocolType',
      'Target',
      'Stage',
      'Events',
      'Policies',
      'Routes',
    ],
  ];
  const Properties = Object.fromEntries(properties.map((name) => [name, unknown]));
  const Resources = Object.fromEntries(
    TYPES.filter((type) => type !== 'AWS::ApiGateway::Account').map((Type, index) => [
      `R${index}`,
      { Type, Properties, DeletionPolicy: 'Retain' as const },
    ]),
  );
  const findings = evaluate([{ name: 'Unknown', template: { Resources }, assets: new Map() }], RULES, {
    encrypted: true,
  });
  expect(findings).toEqual([]);
});
