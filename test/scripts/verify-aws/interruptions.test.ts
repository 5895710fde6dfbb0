import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { refuseExistingStacks } from '../../../scripts/verify-aws/account.ts';
import { selectAccount } from '../../../scripts/verify-aws/account-selection.ts';
import { connectOnce } from '../../../scripts/verify-aws/checks/request-lines.ts';
import { waitUntilSettled } from '../../../scripts/verify-aws/stack-states.ts';
import { readWelcomeLogGroup, restoreWelcomeLogGroup } from '../../../scripts/verify-aws/welcome-log-group.ts';
import { awsError, quickClock, scriptedAws } from './scripted-aws.ts';

const missing = awsError('ValidationError', 'Stack with id tg-ab12cd-Probe does not exist');

/** Waits for a stack whose states, or errors, are given.
 *  @returns how often its state was read. */
async function settle(...states: (string | Error)[]): Promise<number> {
  let reads = 0;
  const { clients } = scriptedAws({
    DescribeStacks: () => {
      const state = states[Math.min(reads++, states.length - 1)];
      return state instanceof Error ? state : { Stacks: [{ StackStatus: state }] };
    },
  });
  const { signal } = new AbortController();
  await waitUntilSettled(clients, ['tg-ab12cd-Probe'], {
    clock: quickClock(),
    signal,
    timeoutMs: 60_000,
    intervalMs: 5000,
  });
  return reads;
}

describe('before the stacks are deleted', () => {
  it('the run waits for an operation of CloudFormation', async () => {
    expect(await settle('CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE')).toBe(3);
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html: "waiting for the change set to be executed"
  it('the run does not wait for a change set that is never executed', async () => {
    expect(await settle('REVIEW_IN_PROGRESS')).toBe(1);
  });

  it('the run waits for a lost connection, and not for new credentials', async () => {
    const lost = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    expect(await settle(lost, awsError('TimeoutError'), missing)).toBe(3);
    await expect(settle(awsError('ExpiredToken', 'expired'))).rejects.toThrow('expired');
  });
});

describe('a run', () => {
  it('does not start with stacks that it did not create', async () => {
    const place = { region: 'eu-west-1' };
    const refuse = (answer: object | Error) =>
      refuseExistingStacks(['tg-ab12cd-Probe'], place, scriptedAws({ DescribeStacks: answer }).clients);
    await expect(refuse(missing)).resolves.toBeUndefined();
    await expect(refuse({ Stacks: [{ StackStatus: 'CREATE_COMPLETE' }] })).rejects.toThrow(
      expect.objectContaining({
        name: 'StartError',
        message: 'The stack tg-ab12cd-Probe exists already. Nothing was changed. Run `npm run verify:aws` again.',
      }),
    );
    await expect(refuse(awsError('AccessDenied'))).rejects.toThrow('Allow cloudformation:DescribeStacks');
  });

  it.each([
    [{ retentionInDays: 731 }, { retentionInDays: 30 }, 'PutRetentionPolicy', { retentionInDays: 731 }],
    [{}, { retentionInDays: 30 }, 'DeleteRetentionPolicy', {}],
    [{ retentionInDays: 30 }, { retentionInDays: 30 }, undefined, undefined],
    [{ retentionInDays: 731 }, undefined, undefined, undefined],
  ])('restores the welcome log group %j that is %j', async (before, after, command, input) => {
    const logGroupName = '/aws/apigateway/welcome';
    let group: object | undefined = before;
    const { clients, calls } = scriptedAws({
      DescribeLogGroups: () => ({
        logGroups: [
          { logGroupName: `${logGroupName}-2`, retentionInDays: 1 },
          ...(group ? [{ logGroupName, ...group }] : []),
        ],
      }),
      PutRetentionPolicy: {},
      DeleteRetentionPolicy: {},
    });
    const read = await readWelcomeLogGroup(clients);
    group = after;
    await restoreWelcomeLogGroup(read ?? { retentionInDays: 1 }, clients);
    const changes = calls.filter(({ name }) => name !== 'DescribeLogGroups');
    expect(changes).toEqual(command === undefined ? [] : [{ name: command, input: { logGroupName, ...input } }]);
  });

  it('ends a WebSocket connection that gets no answer', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const stop = new AbortController();
    const { port } = server.address() as { port: number };
    const connection = connectOnce(`ws://127.0.0.1:${port}`, stop.signal);
    await once(server, 'connection');
    stop.abort(new Error('interrupted'));
    await expect(connection).rejects.toThrow('interrupted');
  });
});

// Node's SDK prefers a profile to keys, and the CDK prefers keys: a run must not ask for one account and deploy to another.
describe('the account', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' };
  it.each([
    ['the profile of the arguments', { profile: 'dev' }, { ...keys, AWS_PROFILE: 'prod' }, { AWS_PROFILE: 'dev' }],
    ['the profile of the environment', {}, { ...keys, AWS_PROFILE: 'dev' }, { AWS_PROFILE: 'dev' }],
    ['AWS_DEFAULT_PROFILE', {}, { AWS_DEFAULT_PROFILE: 'dev' }, { AWS_PROFILE: 'dev', AWS_DEFAULT_PROFILE: 'dev' }],
    ['keys', {}, keys, keys],
    ['the keys that only the CDK knows: ignored', {}, { AMAZON_ACCESS_KEY_ID: 'a', AMAZON_SECRET_ACCESS_KEY: 'b' }, {}],
    ['the region of the arguments', { region: 'a' }, { AWS_REGION: 'b' }, { AWS_REGION: 'a' }],
    ['AWS_DEFAULT_REGION', {}, { AWS_DEFAULT_REGION: 'b' }, { AWS_REGION: 'b', AWS_DEFAULT_REGION: 'b' }],
  ])('is that of %s', (_, args, env, expected) => {
    const changed: NodeJS.ProcessEnv = { ...env };
    selectAccount({ profile: undefined, region: undefined, ...args }, changed);
    expect(changed).toEqual(expected);
  });
});
