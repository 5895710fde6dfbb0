import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import type { ApiLoggingProps } from '../../../../infra/constructs/api-logging/api-logging-props.ts';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { ServiceError } from '../../../../local/logs-service/service-error.ts';
import { realHandlers } from '../handlers/real-handlers.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { httpAndWebSocketApis, restApi } from './existing-apps.ts';
import { destroyAll, expectDeployed, type Rehearsal, startRehearsal } from './rehearsal.ts';

const stacksWith = (props: ApiLoggingProps, context: Record<string, string> = {}) =>
  synthesizedStacks(
    (app) => {
      new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
      const stack = new Stack(app, 'Orders');
      restApi(stack);
      httpAndWebSocketApis(stack);
      ApiLogging.of(app).enable(props);
    },
    { context },
  );
const stacks = stacksWith({});
const longer = stacksWith({ executionRetention: RetentionDays.TWO_WEEKS });
const deleting = stacksWith({ removalPolicy: RemovalPolicy.DESTROY });
const switchedOff = stacksWith({}, { apiLogging: 'off' });

/** The log groups that custom resources of the stack adopted, with their retention. */
function adoptedGroups({ cloudFormation, region }: Rehearsal): [name: string, days: number | undefined][] {
  return [...cloudFormation.stack('Orders').resources.values()]
    .filter(({ source }) => source.Type === 'Custom::AdoptedLogGroup')
    .map(({ attributes }) => String(attributes.LogGroupName))
    .map((name) => [name, region.logGroup(name)?.retentionInDays]);
}

describe.each([
  ['execution log of a REST API', 'API-Gateway-Execution-Logs_*'],
  ['execution log of a WebSocket API', '/aws/apigateway/*/*'],
  ['access log of an HTTP API', '/aws/vendedlogs/*'],
])('the %s', (_, names) => {
  it('cannot be configured: the stack rolls back, and deploys when it can', async () => {
    const rehearsal = startRehearsal();
    const { account, cloudFormation } = rehearsal;
    const Resource = `arn:aws:logs:*:*:log-group:${names}`;
    account.serviceControlPolicies.push({ Statement: { Effect: 'Deny', Action: 'logs:PutRetentionPolicy', Resource } });
    await expect(cloudFormation.deploy(stacks)).rejects.toThrow(
      /Orders \| CREATE_FAILED .* not authorized to perform: logs:PutRetentionPolicy/,
    );
    expect(cloudFormation.stack('Orders').status).toBe('ROLLBACK_COMPLETE');
    account.serviceControlPolicies.pop();
    await expectDeployed(rehearsal, stacks);
  });
});

/** The next call of an action fails. */
function failOnce({ account }: Rehearsal, failing: string): void {
  account.serviceFault = (action) => {
    if (action !== failing) return undefined;
    account.serviceFault = undefined;
    return new ServiceError('InvalidParameterException', 'injected');
  };
}

/** The organization refuses an action on the access logs of HTTP APIs. */
function denyOnAccessLogs({ account }: Rehearsal, Action: string): void {
  const Resource = 'arn:aws:logs:*:*:log-group:/aws/vendedlogs/*';
  account.serviceControlPolicies.push({ Statement: { Effect: 'Deny', Action, Resource } });
}

it('an update that failed restores the retention from before, and works at the second attempt', async () => {
  const rehearsal = startRehearsal();
  await expectDeployed(rehearsal, stacks);
  const before = adoptedGroups(rehearsal);
  failOnce(rehearsal, 'logs:PutRetentionPolicy');
  await expect(rehearsal.cloudFormation.deploy(longer)).rejects.toThrow('UPDATE_FAILED');
  expect(rehearsal.cloudFormation.stack('Orders').status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(adoptedGroups(rehearsal)).toEqual(before);
  await expectDeployed(rehearsal, longer);
  // README: execution logs 7 days, access logs 30 days.
  expect(before.map(([, days]) => days).toSorted()).toEqual([30, 7, 7]);
  expect(
    adoptedGroups(rehearsal)
      .map(([, days]) => days)
      .toSorted(),
  ).toEqual([14, 14, 30]);
});

describe.each(['first', 'last'] as const)('when independent resources are deleted %s', (preference) => {
  it('log groups are kept', async () => {
    const rehearsal = startRehearsal({ preference });
    await expectDeployed(rehearsal, stacks);
    const groups = adoptedGroups(rehearsal);
    await destroyAll(rehearsal, stacks);
    expect(groups.filter(([name]) => !rehearsal.region.logGroup(name))).toEqual([]);
  });

  it('the log group of an HTTP API with RemovalPolicy.DESTROY is deleted, before the rights for it', async () => {
    const rehearsal = startRehearsal({ preference });
    await expectDeployed(rehearsal, deleting);
    const names = adoptedGroups(rehearsal).map(([name]) => name);
    const http = names.find((name) => name.startsWith('/aws/vendedlogs/')) ?? '';
    expect(rehearsal.region.logGroup(http)).toBeDefined();
    await destroyAll(rehearsal, deleting);
    expect(names.filter((name) => rehearsal.region.logGroup(name))).toEqual(names.filter((name) => name !== http));
  });
});

/** Writes a line to a log group, which is created if it does not exist.
 *  @returns the messages in the group, undefined without the group. */
function writeOldEvent({ region, account }: Rehearsal, logGroupName: string) {
  const stream = { logGroupName, logStreamName: 'stream' };
  if (!region.logGroup(logGroupName)) region.logs('CreateLogGroup', { logGroupName });
  region.logs('CreateLogStream', stream);
  region.logs('PutLogEvents', { ...stream, logEvents: [{ timestamp: account.clock.now(), message: 'old' }] });
  return () => {
    if (!region.logGroup(logGroupName)) return undefined;
    const { events } = region.logs('GetLogEvents', stream) as { events: { message: string }[] };
    return events.map(({ message }) => message);
  };
}

describe('log groups with old events, kept while logging was off, then switched on with RemovalPolicy.DESTROY', () => {
  /** Deploys, writes to the execution logs, the access log of the HTTP API and the group of API Gateway itself, and switches logging off. */
  async function keptLogs() {
    const rehearsal = startRehearsal();
    await expectDeployed(rehearsal, stacks);
    const names = [...adoptedGroups(rehearsal).map(([name]) => name), '/aws/apigateway/welcome'];
    const eventsOf = names.map((name) => writeOldEvent(rehearsal, name));
    await expectDeployed(rehearsal, switchedOff);
    return { rehearsal, names, lost: () => names.filter((_, index) => eventsOf[index]?.()?.[0] !== 'old') };
  }

  it('keep them whichever resource fails, when the stack rolls back, and when it is deleted', async () => {
    const { rehearsal, names, lost } = await keptLogs();
    const { cloudFormation } = rehearsal;
    expect(names).toHaveLength(4);
    const off = switchedOff.flatMap(({ template }) =>
      Object.values(template.Resources).map((one) => JSON.stringify(one)),
    );
    const changed = deleting
      .flatMap(({ template }) => Object.entries(template.Resources))
      .filter(([, resource]) => !off.includes(JSON.stringify(resource)));
    // Stages are updated after the log groups.
    expect(changed.filter(([, { Type }]) => Type.endsWith('::Stage'))).toHaveLength(3);
    for (const [failing] of changed) {
      cloudFormation.failAt((id) => (id === failing ? new Error('injected') : undefined));
      await expect(cloudFormation.deploy(deleting), failing).rejects.toThrow('injected');
      expect(lost(), failing).toEqual([]);
    }
    cloudFormation.failAt(undefined);
    await expectDeployed(rehearsal, deleting);
    await destroyAll(rehearsal, deleting);
    expect(lost()).toEqual([]);
  });

  it('keep them when they cannot be adopted, and the failed creation is deleted', async () => {
    const { rehearsal, lost } = await keptLogs();
    const { serviceControlPolicies } = rehearsal.account;
    serviceControlPolicies.push({ Statement: { Effect: 'Deny', Action: 'logs:PutRetentionPolicy', Resource: '*' } });
    await expect(rehearsal.cloudFormation.deploy(deleting)).rejects.toThrow('logs:PutRetentionPolicy');
    expect(rehearsal.cloudFormation.stack('Orders').status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lost()).toEqual([]);
  });
});

describe.each([
  ['API-Gateway-Execution-Logs_', 'execution log of a REST API'],
  ['/aws/apigateway/', 'execution log of a WebSocket API'],
  ['/aws/vendedlogs/', 'access log of an HTTP API'],
])('a log group %s with another name, which exists already with old events: the %s', (prefix) => {
  const isAdopted = ({ Type }: { Type: string }) => Type === 'Custom::AdoptedLogGroup';
  const renamed = deleting.map((stack) => {
    const resources = Object.entries(stack.template.Resources).map(([id, resource]) => {
      const { LogGroupName } = resource.Properties ?? {};
      const isRenamed = isAdopted(resource) && JSON.stringify(LogGroupName).includes(prefix);
      const Properties = { ...resource.Properties, LogGroupName: { 'Fn::Join': ['', [LogGroupName, '-other']] } };
      return [id, isRenamed ? { ...resource, Properties } : resource];
    });
    const adopted = Object.entries(stack.template.Resources).flatMap(([id, one]) => (isAdopted(one) ? id : []));
    const Later = { Type: 'AWS::SNS::Topic', DependsOn: adopted };
    const Resources = { ...Object.fromEntries(resources), ...(adopted.length > 0 && { Later }) };
    return { ...stack, template: { ...stack.template, Resources } };
  });

  it.each([true, false])('keeps the events of both, when a later resource fails: %s', async (fails) => {
    const rehearsal = startRehearsal();
    const { cloudFormation } = rehearsal;
    await expectDeployed(rehearsal, deleting);
    const name = adoptedGroups(rehearsal).find(([group]) => group.startsWith(prefix))?.[0] ?? '';
    const [events, otherEvents] = [name, `${name}-other`].map((group) => writeOldEvent(rehearsal, group));
    const isOwn = prefix === '/aws/vendedlogs/';
    if (fails) {
      cloudFormation.failAt((id) => (id === 'Later' ? new Error('injected') : undefined));
      await expect(cloudFormation.deploy(renamed)).rejects.toThrow('injected');
      expect([events?.(), otherEvents?.()]).toEqual([['old'], ['old']]);
      cloudFormation.failAt(undefined);
    }
    await expectDeployed(rehearsal, renamed);
    await destroyAll(rehearsal, renamed);
    // The rollback of a new name gives the resource a new id, which no longer says that it created the group: the group is kept.
    expect([events?.(), otherEvents?.()]).toEqual([isOwn && !fails ? undefined : ['old'], ['old']]);
  });
});

it('a group that a failed creation made is deleted with RemovalPolicy.DESTROY', async () => {
  const rehearsal = startRehearsal();
  const { cloudFormation, region } = rehearsal;
  denyOnAccessLogs(rehearsal, 'logs:PutRetentionPolicy');
  await expect(cloudFormation.deploy(deleting)).rejects.toThrow('PutRetentionPolicy');
  expect(region.logs('DescribeLogGroups', { logGroupNamePrefix: '/aws/vendedlogs/' })).toEqual({ logGroups: [] });
});

it('a deletion whose rights were deleted before works while log groups are kept', async () => {
  const rehearsal = startRehearsal();
  await expectDeployed(rehearsal, stacks);
  for (const role of rehearsal.account.roles.values()) role.policies.length = 0;
  await destroyAll(rehearsal, stacks);
});

it('a log group to delete whose rights were deleted before: the stack says why it stays, and is deleted when it can', async () => {
  const rehearsal = startRehearsal();
  await expectDeployed(rehearsal, deleting);
  const { serviceControlPolicies } = rehearsal.account;
  denyOnAccessLogs(rehearsal, 'logs:DeleteLogGroup');
  await expect(destroyAll(rehearsal, deleting)).rejects.toThrow(/DELETE_FAILED .* logs:DeleteLogGroup/);
  serviceControlPolicies.pop();
  await destroyAll(rehearsal, deleting);
});

describe('a stage with a new name', () => {
  const named = (stageName: string) =>
    synthesizedStacks((app) => {
      new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
      const stack = new Stack(app, 'Orders');
      const webSocketApi = new WebSocketApi(stack, 'WebSocket');
      new WebSocketStage(stack, 'Stage', { webSocketApi, stageName, autoDeploy: true });
      ApiLogging.of(app).enable();
    });
  const [prod, live] = [named('prod'), named('live')];

  it('gets a log group of its own, and the old one is kept with its retention', async () => {
    const rehearsal = startRehearsal();
    await expectDeployed(rehearsal, prod);
    const [[old] = ['']] = adoptedGroups(rehearsal);
    await expectDeployed(rehearsal, live);
    expect(adoptedGroups(rehearsal)).toEqual([[old.replace('/prod', '/live'), 7]]);
    expect(rehearsal.region.logGroup(old)).toMatchObject({ retentionInDays: 7 });
  });

  it('keeps the old one when the stack rolls back', async () => {
    const rehearsal = startRehearsal();
    const { cloudFormation } = rehearsal;
    await expectDeployed(rehearsal, prod);
    const before = adoptedGroups(rehearsal);
    cloudFormation.failAt((id) => (/^Stage/.test(id) && !/Logs/.test(id) ? new Error('injected') : undefined));
    await expect(cloudFormation.deploy(live)).rejects.toThrow('injected');
    expect(adoptedGroups(rehearsal)).toEqual(before);
    cloudFormation.failAt(undefined);
    await expectDeployed(rehearsal, live);
  });
});

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
describe('the functions of custom resources', () => {
  it('are killed at their first invocation: the second one does the work', async () => {
    let invocations = 0;
    const invoke = realHandlers();
    const rehearsal = startRehearsal({
      invoke: async (...invocation) => {
        invocations += 1;
        if (invocations === 1) throw new Error('Runtime exited with error: signal: killed');
        await invoke(...invocation);
      },
    });
    const start = rehearsal.account.clock.now();
    await expectDeployed(rehearsal, stacks);
    expect(rehearsal.account.clock.now() - start).toBeGreaterThan(Duration.minutes(1).toMilliseconds());
  });

  it('get each event twice: the second response is ignored', async () => {
    const invoke = realHandlers();
    const rehearsal = startRehearsal({
      invoke: async (...invocation) => {
        await Promise.all([invoke(...invocation), invoke(...invocation)]);
      },
    });
    await expectDeployed(rehearsal, stacks);
    await destroyAll(rehearsal, stacks);
    await expectDeployed(rehearsal, stacks);
  });

  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  it.each([
    ['logs:CreateLogGroup', 'OperationAbortedException'],
    ['logs:PutRetentionPolicy', 'OperationAbortedException'],
    ['logs:PutRetentionPolicy', 'ServiceUnavailableException'],
    ['apigateway:GET', 'TooManyRequestsException'],
    ['apigateway:PATCH', 'ConflictException'],
  ])('call %s, and the service answers %s three times: they try again', async (failing, name) => {
    const rehearsal = startRehearsal();
    let faults = 3;
    rehearsal.account.serviceFault = (action) => {
      if (action !== failing || faults === 0) return undefined;
      faults -= 1;
      return new ServiceError(name, 'try again');
    };
    await expectDeployed(rehearsal, stacks);
    expect(faults).toBe(0);
  });
});
