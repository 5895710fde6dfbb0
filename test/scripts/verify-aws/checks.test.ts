import { describe, expect, it } from 'vitest';
import { type Check, type CheckResult, runChecks } from '../../../scripts/verify-aws/check.ts';
import { accountRoleCheck } from '../../../scripts/verify-aws/checks/account-role.ts';
import { AFTER_DELETION } from '../../../scripts/verify-aws/checks/deletion.ts';
import { FAILED_CREATION } from '../../../scripts/verify-aws/checks/failed-creation.ts';
import { FUNCTION_CHECKS } from '../../../scripts/verify-aws/checks/functions.ts';
import { LOG_GROUP_CHECKS } from '../../../scripts/verify-aws/checks/log-groups.ts';
import { PERMISSION_CHECKS } from '../../../scripts/verify-aws/checks/permissions.ts';
import { STACK_EVENT_CHECKS } from '../../../scripts/verify-aws/checks/stack-events.ts';
import { STAGE_CHECKS } from '../../../scripts/verify-aws/checks/stages.ts';
import { SWITCHED_OFF_AND_ON } from '../../../scripts/verify-aws/checks/switch-off-and-on.ts';
import { UNCHANGED_UPDATE } from '../../../scripts/verify-aws/checks/unchanged-update.ts';
import { type DeployedResource, Deployment } from '../../../scripts/verify-aws/deployment.ts';
import { awsError, quickClock, scriptedAws } from './scripted-aws.ts';

// The checks for which test/cli/verify-aws.test.ts has no local service: the answers of AWS are scripted, as the API references show them.

const PREFIX = 'tg-ab12cd';
type Answers = Parameters<typeof scriptedAws>[0];

const one = (stackId: string, type: string, logicalId: string, physicalId: string, more = {}): DeployedResource => ({
  ...{
    stackId,
    type,
    logicalId,
    physicalId,
    stackName: `${PREFIX}-${stackId}`,
    properties: {},
    deletionPolicy: 'Delete',
  },
  ...more,
});
const PROBE_GROUP = `${PREFIX}-Probe-ProbeLogs-AbCdEfGh1234`;
const DELIVERED = '/aws/vendedlogs/apis/Probe-0f1e2d3c-0000-4000-8000-00000000000a';
const RESOURCES = [
  one('Probe', 'AWS::Logs::LogGroup', 'ProbeLogs0B5D493F', PROBE_GROUP),
  one('Probe', 'Custom::AdoptedLogGroup', 'Adopted', DELIVERED, { properties: { ServiceTimeout: '240' } }),
  one('Probe', 'AWS::IAM::Role', 'ProbeServiceRole1', `${PREFIX}-Probe-ProbeServiceRole1-X1`),
  one('Probe', 'AWS::Lambda::Function', 'ProbeB22986FB', `${PREFIX}-Probe-Probe-X2`, {
    properties: { LoggingConfig: { LogGroup: { Ref: 'ProbeLogs0B5D493F' } } },
  }),
  one('Probe', 'AWS::ApiGateway::RestApi', 'Rest', 'a1b2c3d4e5'),
  one('Probe', 'AWS::ApiGateway::Stage', 'Stage', 'prod', {
    properties: {
      RestApiId: { Ref: 'Rest' },
      StageName: 'prod',
      AccessLogSetting: { Format: '{}' },
      MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'INFO', ThrottlingRateLimit: 100 }],
    },
  }),
  one('ApiGatewayAccount', 'AWS::IAM::Role', 'CloudWatchRole1', `${PREFIX}-ApiGatewayAccount-CloudWatchRole1-X5`),
  one('LogsApi', 'AWS::IAM::Role', 'AuthorizerRole1', `${PREFIX}-LogsApi-AuthorizerRole1-X3`),
  one('LogsApi', 'AWS::DynamoDB::Table', 'Calls', `${PREFIX}-LogsApi-Calls-X4`, { deletionPolicy: 'Retain' }),
];

function deploymentWith(answers: Answers, resources = RESOURCES, missing: readonly string[] = []): Deployment {
  const { clients } = scriptedAws(answers);
  const { signal } = new AbortController();
  const place = { prefix: PREFIX, region: 'eu-west-1', accountId: '123456789012' };
  return new Deployment({ ...place, clients, clock: quickClock(), startedAt: 0, signal }, resources, missing);
}

async function outcomeOf<Subject>(
  checks: readonly Check<Subject>[],
  name: string,
  subject: Subject,
): Promise<CheckResult> {
  const results: CheckResult[] = [];
  const { signal } = new AbortController();
  const chosen = checks.filter((check) => check.name === name);
  await runChecks(chosen, subject, { signal, now: () => 0, add: (result) => results.push(result) });
  expect(results).toHaveLength(1);
  return results[0] as CheckResult;
}

const event = (LogicalResourceId: string, ResourceStatus: string, seconds: number, ResourceStatusReason = '') => ({
  ...{ LogicalResourceId, ResourceStatus, ResourceStatusReason, Timestamp: new Date(seconds * 1000) },
});
/** Newest first, as CloudFormation lists them. */
const events = (...list: object[]): Answers => ({ DescribeStackEvents: { StackEvents: list.toReversed() } });
const groups = (...names: string[]): Answers => ({
  DescribeLogGroups: { logGroups: names.map((logGroupName) => ({ logGroupName, creationTime: 1 })) },
});
const policies = (policyDocument: string): Answers => ({
  DescribeResourcePolicies: { resourcePolicies: [{ policyName: 'AWSLogDeliveryWrite20150319', policyDocument }] },
});
const deliveryTo = (resource: string) => `{"Service":"delivery.logs.amazonaws.com","Resource":"${resource}"}`;
/** What the probe function returns, by the end of the name of each log group. */
const created = (outcomes: Readonly<Record<string, string>>): Answers => ({
  Invoke: ({ Payload }: { Payload: string }) => {
    const { createLogGroups } = JSON.parse(Payload) as { createLogGroups: string[] };
    const found = createLogGroups.map((name) => [name, outcomes[name.split('/').at(-1) ?? ''] ?? 'AccessDenied: no']);
    const text = JSON.stringify(Object.fromEntries(found));
    return { Payload: { transformToString: () => text } };
  },
});
const denied = 'AccessDenied: not authorized to perform: logs:CreateLogGroup on resource:';
const byName = { 'any-stream': 'created', 'empty-stream': 'created' };
/** The decisions of IAM: an action, the partition key of the item, and the role. */
const decisions = (decide: (action: string, key: string | undefined, role: string) => string): Answers => ({
  SimulatePrincipalPolicy: ({ PolicySourceArn, ActionNames: [action = ''], ContextEntries = [] }: SimulationInput) => ({
    EvaluationResults: [{ EvalDecision: decide(action, ContextEntries[0]?.ContextKeyValues[0], PolicySourceArn) }],
  }),
});
interface SimulationInput {
  readonly PolicySourceArn: string;
  readonly ActionNames: readonly string[];
  readonly ContextEntries?: readonly { readonly ContextKeyValues: readonly string[] }[];
}
const byRehearsal = (action: string, key: string | undefined, role: string): string => {
  if (action === 'logs:PutLogEvents' || (action === 'dynamodb:GetItem' && key === 'T')) return 'allowed';
  if (action !== 'logs:CreateLogGroup') return 'implicitDeny';
  return role.includes('CloudWatchRole') ? 'allowed' : 'explicitDeny';
};
const stage = (methodSettings: object, format = '{}'): Answers => ({
  GetStage: { accessLogSettings: { format }, methodSettings: { '*/*': methodSettings } },
});
const gone = awsError('ValidationError', 'Stack does not exist');
const table = (status: string | undefined): Answers => ({
  DescribeTable: status === undefined ? awsError('ResourceNotFoundException') : { Table: { TableStatus: status } },
});
const concurrency = (reserved: object): Answers => ({
  GetFunctionConcurrency: reserved,
  GetAccountSettings: { AccountLimit: { ConcurrentExecutions: 10 } },
});

/** Checks with the answers on which they hold, and wrong answers. */
const CASES: readonly [checks: readonly Check[], name: string, right: Answers, ...wrong: Answers[]][] = [
  [
    STACK_EVENT_CHECKS,
    'first-attempt',
    events(event('Adopted', 'CREATE_COMPLETE', 5)),
    events(event('Adopted', 'CREATE_FAILED', 3, 'AccessDenied'), event('Adopted', 'CREATE_COMPLETE', 5)),
    events(),
  ],
  [
    STACK_EVENT_CHECKS,
    'custom-resource-time',
    events(event('Adopted', 'CREATE_IN_PROGRESS', 0), event('Adopted', 'CREATE_COMPLETE', 240)),
    events(event('Adopted', 'CREATE_IN_PROGRESS', 0), event('Adopted', 'CREATE_COMPLETE', 241)),
    events(event('Adopted', 'CREATE_IN_PROGRESS', 0)),
  ],
  [
    LOG_GROUP_CHECKS,
    'delivered-log-group',
    policies(deliveryTo('log-group:/aws/vendedlogs/*')),
    policies(deliveryTo(`log-group:${DELIVERED}:*`)),
    policies(''),
  ],
  [FUNCTION_CHECKS, 'reserved-concurrency', concurrency({}), concurrency({ ReservedConcurrentExecutions: 20 })],
  [
    STAGE_CHECKS,
    'stage-settings',
    stage({ loggingLevel: 'INFO', throttlingRateLimit: 100 }),
    stage({ loggingLevel: 'INFO' }),
    stage({ loggingLevel: 'INFO', throttlingRateLimit: 100 }, '$context'),
  ],
  [
    PERMISSION_CHECKS,
    'iam-decisions',
    decisions(byRehearsal),
    decisions((...asked) => byRehearsal(...asked).replace('explicitDeny', 'allowed')),
    decisions((action, _, role) => byRehearsal(action, 'T', role)),
    decisions((action, key) => byRehearsal(action, key, 'another')),
    decisions(() => 'implicitDeny'),
  ],
  [
    PERMISSION_CHECKS,
    'create-log-group-arn',
    created({ ...byName, 'not-allowed': `${denied} arn:aws:logs:eu-west-1:1:log-group:/x:log-stream: because` }),
    created({ ...byName, 'not-allowed': `${denied} arn:aws:logs:eu-west-1:1:log-group:/x because` }),
    created({ group: 'created', 'not-allowed': `${denied} arn:aws:logs:eu-west-1:1:log-group:/x:log-stream: because` }),
  ],
  [
    PERMISSION_CHECKS,
    'own-log-group-denied',
    created({ [PROBE_GROUP]: 'AccessDeniedException: with an explicit deny in an identity-based policy' }),
    created({ [PROBE_GROUP]: 'ResourceAlreadyExistsException: exists' }),
    created({ [PROBE_GROUP]: 'AccessDeniedException: no identity-based policy allows the action' }),
  ],
  [
    AFTER_DELETION,
    'stacks-deleted',
    { DescribeStacks: gone },
    { DescribeStacks: { Stacks: [{ StackStatus: 'DELETE_FAILED' }] } },
  ],
  [AFTER_DELETION, 'log-groups-by-deletion-policy', groups(DELIVERED), groups(), groups(DELIVERED, PROBE_GROUP)],
  [AFTER_DELETION, 'tables-by-deletion-policy', table('ACTIVE'), table('DELETING'), table(undefined)],
  [AFTER_DELETION, 'no-late-log-group', groups(), groups('API-Gateway-Execution-Logs_a1b2c3d4e5/prod')],
];

describe('a check', () => {
  it.each(CASES)(
    '%# holds on the answers that the rehearsal assumes, and fails on others',
    async (checks, name, right, ...wrong) => {
      expect(await outcomeOf(checks, name, deploymentWith(right))).toMatchObject({ name, outcome: 'held' });
      for (const answers of wrong)
        expect(await outcomeOf(checks, name, deploymentWith(answers))).toMatchObject({ name, outcome: 'failed' });
    },
  );

  it('is not made without a permission, and does not take it for a deleted table', async () => {
    const deployment = deploymentWith({ DescribeTable: awsError('AccessDeniedException') });
    expect((await outcomeOf(AFTER_DELETION, 'tables-by-deletion-policy', deployment)).outcome).toBe('not checked');
  });

  it('fails when a resource of the templates does not exist, except in the stack that is not deployed yet', async () => {
    const check = (...missing: string[]) =>
      outcomeOf(STACK_EVENT_CHECKS, 'all-resources', deploymentWith({}, RESOURCES, missing));
    expect((await check(`${PREFIX}-RolledBack First`)).outcome).toBe('held');
    expect(await check(`${PREFIX}-Probe Rest`)).toMatchObject({
      outcome: 'failed',
      evidence: `${PREFIX}-Probe Rest does not exist`,
    });
  });

  it('fails when an update replaces a resource, or when there are no resources', async () => {
    const before = deploymentWith({});
    const [first, ...others] = RESOURCES;
    const after = deploymentWith({}, [{ ...(first as DeployedResource), physicalId: 'another' }, ...others]);
    const update = (from: Deployment, to: Deployment) =>
      outcomeOf(UNCHANGED_UPDATE, 'update-replaces-nothing', { before: from, after: to });
    expect((await update(before, before)).outcome).toBe('held');
    expect((await update(before, after)).outcome).toBe('failed');
    expect((await update(deploymentWith({}, []), before)).outcome).toBe('failed');
  });

  it('fails when a log group is created again instead of adopted', async () => {
    const check = (created: number) =>
      outcomeOf(SWITCHED_OFF_AND_ON, 'log-group-adopted', {
        before: new Map([[DELIVERED, created]]),
        after: deploymentWith(groups(DELIVERED)),
      });
    expect((await check(1)).outcome).toBe('held');
    expect((await check(0)).outcome).toBe('failed');
  });

  it('fails when a name that exists is accepted, or a rolled back log group stays', async () => {
    const failure = 'The stack failed';
    const check = (name: string, answers: Answers, message: string | undefined = failure) =>
      outcomeOf(FAILED_CREATION, name, { failure: message, deployment: deploymentWith(answers) });
    const exists = events(
      event('Second394350F9', 'CREATE_FAILED', 1, 'Resource of type AWS::Logs::LogGroup already exists'),
    );
    expect((await check('name-that-exists', exists)).outcome).toBe('held');
    expect((await check('name-that-exists', events())).outcome).toBe('failed');
    expect((await check('retain-except-on-create', groups())).outcome).toBe('held');
    expect((await check('retain-except-on-create', groups(`/${PREFIX}/rolled-back`))).outcome).toBe('failed');
  });

  const ROLE = 'arn:aws:iam::123456789012:role/Logs';
  const OWN = `arn:aws:iam::123456789012:role/${PREFIX}-ApiGatewayAccount-Role`;
  it.each([
    ['held', ROLE, ROLE, 'kept: the current role works', undefined],
    ['held', undefined, OWN, 'set: no role was set', 30],
    ['held', ROLE, OWN, 'replaced: the previous role does not exist', 30],
    ['failed', ROLE, OWN, 'kept: the current role works', 30],
    ['failed', ROLE, OWN, 'set: no role was set', 30],
    ['failed', undefined, undefined, 'set: no role was set', 30],
    ['failed', undefined, OWN, 'set: no role was set', undefined],
    ['failed', OWN, OWN, 'already set, but broken: it does not trust API Gateway', 30],
  ])(
    'of the role of the account: %s, before %s, after %s, %s',
    async (outcome, before, after, output, retentionInDays) => {
      const deployment = deploymentWith({
        GetAccount: { cloudwatchRoleArn: after },
        DescribeLogGroups: { logGroups: [{ retentionInDays }] },
      });
      const result = await outcomeOf([accountRoleCheck({ before, outcome: output })], 'account-role', deployment);
      expect(result.outcome).toBe(outcome);
    },
  );
});
