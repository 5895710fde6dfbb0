import { describe, expect, it } from 'vitest';
import type { DeployableResource } from './deployed-stack.ts';
import { lambda, ROLE, rehearse, SERVICE, stackOf } from './test-stacks.ts';

// Expected values are from the User Guide of CloudFormation, on the pages that each test names.

const group = (LogGroupName?: string, rest: Partial<DeployableResource> = {}) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { ...(LogGroupName !== undefined && { LogGroupName }), RetentionInDays: 30 },
  ...rest,
});
const UNKNOWN = { Type: 'AWS::Unknown::Type', Properties: {} };
/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
describe('a creation', () => {
  it('generates names with the stack, the logical id and a suffix', async () => {
    const { cloudFormation, region } = rehearse();
    await cloudFormation.deploy([stackOf({ Logs: group() })]);
    const name = cloudFormation.stack('Orders').resources.get('Logs')?.physicalId ?? '';
    expect(name).toMatch(/^Orders-Logs-[0-9A-Z]{12}$/);
    expect(region.logGroup(name)).toMatchObject({ retentionInDays: 30 });
  });

  it('fails at a name that exists', async () => {
    const { cloudFormation, region } = rehearse();
    region.logs('CreateLogGroup', { logGroupName: 'orders' });
    await expect(cloudFormation.deploy([stackOf({ Logs: group('orders') })])).rejects.toThrow(
      `Orders | CREATE_FAILED | Logs | Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"orders"}' already exists.`,
    );
  });

  it.each([
    ['Delete', false],
    ['RetainExceptOnCreate', false],
    ['Retain', true],
  ] as const)(
    'that fails rolls back, and keeps a resource with DeletionPolicy %s: %s',
    async (DeletionPolicy, kept) => {
      const { cloudFormation, region } = rehearse();
      const failing = stackOf({ Logs: group('orders', { DeletionPolicy }), Broken: { ...UNKNOWN, DependsOn: 'Logs' } });
      await expect(cloudFormation.deploy([failing])).rejects.toThrow(/does not cover AWS::Unknown::Type/);
      expect(cloudFormation.stack('Orders').status).toBe('ROLLBACK_COMPLETE');
      expect(region.logGroup('orders') !== undefined).toBe(kept);
      const second = cloudFormation.deploy([stackOf({ Logs: group('orders', { DeletionPolicy }) })]);
      await (kept ? expect(second).rejects.toThrow('already exists') : second);
    },
  );

  it('refuses a circle, a missing parameter and a missing export', async () => {
    const { cloudFormation } = rehearse();
    const dependsOn = (DependsOn: string) => ({ ...group(), DependsOn });
    await expect(cloudFormation.deploy([stackOf({ A: dependsOn('B'), B: dependsOn('A') })])).rejects.toThrow(
      'Circular dependency',
    );
    await expect(
      cloudFormation.deploy([
        stackOf(
          { A: { ...group(), Properties: { LogGroupName: { Ref: 'Name' } } } },
          { Parameters: { Name: { Type: 'String' } } },
        ),
      ]),
    ).rejects.toThrow('Parameters: [Name] must have values');
    await expect(
      cloudFormation.deploy([stackOf({ A: { ...group(), Properties: { LogGroupName: { 'Fn::ImportValue': 'x' } } } })]),
    ).rejects.toThrow('No export named x found');
  });

  it('reads exports and outputs of other stacks', async () => {
    const { cloudFormation, region } = rehearse();
    const Outputs = { Name: { Value: { Ref: 'Logs' }, Export: { Name: 'shared' } } };
    const user = (LogGroupName: object) => ({ Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName } });
    await cloudFormation.deploy([
      stackOf({ Logs: group('base') }, { Outputs }),
      stackOf(
        {
          ByExport: user({ 'Fn::Join': ['-', [{ 'Fn::ImportValue': 'shared' }, 'export']] }),
          ByOutput: user({
            'Fn::Join': ['-', [{ 'Fn::GetStackOutput': { StackName: 'Orders', OutputName: 'Name' } }, 'output']],
          }),
        },
        {},
        'Users',
      ),
    ]);
    expect([region.logGroup('base-export'), region.logGroup('base-output')]).toEqual([
      expect.anything(),
      expect.anything(),
    ]);
  });
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html */
describe('an update', () => {
  it('changes a resource in place, or creates the new one and then deletes the old one', async () => {
    const { cloudFormation, region } = rehearse();
    await cloudFormation.deploy([stackOf({ Logs: group('orders') })]);
    await cloudFormation.deploy([
      stackOf({ Logs: { ...group(), Properties: { LogGroupName: 'orders', RetentionInDays: 7 } } }),
    ]);
    expect(region.logGroup('orders')).toMatchObject({ retentionInDays: 7 });
    await cloudFormation.deploy([stackOf({ Logs: group('orders-2') })]);
    expect([region.logGroup('orders'), region.logGroup('orders-2')]).toEqual([undefined, expect.anything()]);
  });

  it('keeps a replaced resource with UpdateReplacePolicy Retain, also when DeletionPolicy is Delete', async () => {
    const { cloudFormation, region } = rehearse();
    await cloudFormation.deploy([stackOf({ Logs: group('orders', { UpdateReplacePolicy: 'Retain' }) })]);
    await cloudFormation.deploy([stackOf({ Logs: group('orders-2', { UpdateReplacePolicy: 'Retain' }) })]);
    expect(region.logGroup('orders')).toBeDefined();
  });

  it('that fails restores what was changed, and deletes what was created', async () => {
    const { cloudFormation, region } = rehearse();
    await cloudFormation.deploy([stackOf({ Logs: group('orders') })]);
    const changed = { ...group(), Properties: { LogGroupName: 'orders', RetentionInDays: 7 } };
    const failing = stackOf({ Logs: changed, New: group('new'), Broken: { ...UNKNOWN, DependsOn: ['Logs', 'New'] } });
    await expect(cloudFormation.deploy([failing])).rejects.toThrow('CREATE_FAILED');
    expect(cloudFormation.stack('Orders').status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([region.logGroup('orders')?.retentionInDays, region.logGroup('new')]).toEqual([30, undefined]);
  });

  it('deletes what the template no longer has, by its DeletionPolicy', async () => {
    const { cloudFormation, region } = rehearse();
    await cloudFormation.deploy([
      stackOf({ A: group('a'), B: group('b', { DeletionPolicy: 'Retain' }), C: group('c') }),
    ]);
    await cloudFormation.deploy([stackOf({ C: group('c') })]);
    expect(['a', 'b', 'c'].filter((name) => region.logGroup(name))).toEqual(['b', 'c']);
  });
});

it.each(['RetainExceptOnCreate', 'Retain'] as const)(
  'a deleted stack leaves a resource with DeletionPolicy %s, and its fixed name blocks the next creation',
  async (DeletionPolicy) => {
    const { cloudFormation } = rehearse();
    const stack = stackOf({ Logs: group('orders', { DeletionPolicy }) });
    await cloudFormation.deploy([stack]);
    await cloudFormation.destroy('Orders');
    await expect(cloudFormation.deploy([stack])).rejects.toThrow('already exists');
  },
);

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
it.each([
  [10, 10, 1, false],
  [1000, 100, 900, true],
  [1000, 100, 901, false],
  [60, 50, 10, true],
])(
  'with a quota of %s, of which %s stay unreserved, a function may reserve %s: %s',
  async (concurrencyQuota, minimumUnreserved, reserved, works) => {
    const { cloudFormation } = rehearse({ concurrencyQuota, minimumUnreserved });
    const deployed = cloudFormation.deploy([
      stackOf({ Role: ROLE, Function: lambda({ ReservedConcurrentExecutions: reserved }) }),
    ]);
    await (works ? deployed : expect(deployed).rejects.toThrow(`below its minimum value of [${minimumUnreserved}]`));
  },
);

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
describe('a stage with logging', () => {
  const stage = (Properties: object) => ({
    Type: 'AWS::ApiGateway::Stage',
    Properties: { RestApiId: 'a', DeploymentId: 'b', StageName: 'prod', ...Properties },
  });
  const INFO = { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'INFO' }] };
  const managed = 'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs';
  const role = (principal: string, ManagedPolicyArns = [managed]) => ({
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: SERVICE(principal), ManagedPolicyArns },
  });
  const SET = {
    Type: 'AWS::ApiGateway::Account',
    Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
  };

  it('needs the role of the account', async () => {
    const { cloudFormation } = rehearse();
    await expect(cloudFormation.deploy([stackOf({ Stage: stage(INFO) })])).rejects.toThrow(
      'CloudWatch Logs role ARN must be set in account settings to enable logging',
    );
    await cloudFormation.deploy([
      stackOf({ Role: role('apigateway'), Set: SET, Stage: { ...stage(INFO), DependsOn: 'Set' } }),
    ]);
  });

  it.each([
    ['that API Gateway cannot assume', role('lambda')],
    ['without rights', role('apigateway', [])],
  ])('cannot get a role %s', async (_, Role) => {
    const { cloudFormation } = rehearse();
    await expect(cloudFormation.deploy([stackOf({ Role, Set: SET })])).rejects.toThrow(
      'The role ARN does not have required permissions configured',
    );
  });
});

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html */
it.each([
  ['/aws/vendedlogs/orders', true],
  ['/orders', false],
])(
  'the resource policy of log delivery has room for the access logs of 80 HTTP APIs at %s: %s',
  async (prefix, works) => {
    const { cloudFormation } = rehearse();
    const apis = Array.from({ length: 80 }, (_, index) => [
      [`Api${index}`, { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } }],
      [`Logs${index}`, group(`${prefix}-${index}`)],
      [
        `Stage${index}`,
        {
          Type: 'AWS::ApiGatewayV2::Stage',
          Properties: {
            ApiId: { Ref: `Api${index}` },
            StageName: '$default',
            AccessLogSettings: {
              DestinationArn: { 'Fn::GetAtt': [`Logs${index}`, 'Arn'] },
              Format: '$context.requestId',
            },
          },
        },
      ],
    ]);
    const deployed = cloudFormation.deploy([stackOf(Object.fromEntries(apis.flat()))]);
    await (works ? deployed : expect(deployed).rejects.toThrow('either < 1 or > 5120'));
  },
);
