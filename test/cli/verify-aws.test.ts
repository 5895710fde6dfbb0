import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { readRunningCommand } from '../../local/running-command.ts';
import { type PlannedStack, plannedStacks } from '../../scripts/verify-aws/assembly.ts';
import { openClients } from '../../scripts/verify-aws/aws-clients.ts';
import { type CheckResult, runChecks } from '../../scripts/verify-aws/check.ts';
import { deploymentChecks } from '../../scripts/verify-aws/checks/deployment-checks.ts';
import { Deployment } from '../../scripts/verify-aws/deployment.ts';
import { NotesStacks } from './notes-stacks.ts';

/** The checks for which the local AWS can play the part of AWS. It has no IAM, no events of stacks and no WebSocket APIs, and does not
 *  return all settings of stages; the copy here is the sample without a prefix. */
const LOCAL_CHECKS = [
  'log-group-retention',
  'log-group-exists-error',
  'subscription-filters',
  'generated-names',
  'function-logging',
  'sample-request',
  'access-line',
  'execution-lines',
  'function-lines',
  'execution-log-group-name',
  'logs-api-refusals',
  'logs-api-components',
  'logs-api-short-read',
  'logs-api-task-redirect',
  'logs-api-index',
];

const stacks = new NotesStacks();
beforeAll(() => stacks.start({ tracesData: false }));
afterAll(() => stacks.stop());

async function check(names: readonly string[], planned: readonly PlannedStack[]): Promise<CheckResult[]> {
  const dev = readRunningCommand(stacks.cwd);
  if (!dev) throw new Error('logs dev does not run');
  const { endpoint, region, apis } = dev;
  const signal = new AbortController().signal;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const deployment = await Deployment.read(planned, {
    prefix: 'tg-local',
    region,
    accountId: '000000000000',
    clients: openClients({ endpoint, region, credentials, disableHostPrefix: true }),
    clock: systemClock,
    startedAt: Date.now() - 1000,
    signal,
    urlOf: ({ stackName, logicalId }) => apis[`${stackName}/${logicalId}/prod`] ?? '',
  });
  const results: CheckResult[] = [];
  const checks = deploymentChecks().filter(({ name }) => names.includes(name));
  await runChecks(checks, deployment, { signal, now: Date.now, add: (result) => results.push(result) });
  return results;
}

it('the checks hold on the local AWS, as far as it serves what they read', async () => {
  const results = await check(LOCAL_CHECKS, plannedStacks(inject('assembly')));
  expect(results.map(({ name }) => name)).toEqual(LOCAL_CHECKS);
  expect(results.filter(({ outcome }) => outcome !== 'held')).toEqual([]);
});

it('the checks fail on a deployment that is not as its templates', async () => {
  const planned = plannedStacks(inject('assembly')).map((stack) => ({
    ...stack,
    resources: stack.resources.map((resource) => ({
      ...resource,
      properties: {
        ...resource.properties,
        ...(resource.type === 'AWS::Logs::LogGroup' && { RetentionInDays: 5 }),
        ...(resource.type === 'AWS::Lambda::Function' && {
          LoggingConfig: { LogGroup: { Ref: 'AccessLogs8B620ECA' } },
        }),
      },
    })),
  }));
  const results = await check(['log-group-retention', 'function-logging'], planned);
  expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  expect(results[0]?.evidence).toMatch(/: 30 days instead of 5;/);
});
