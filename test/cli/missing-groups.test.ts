import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessLogFormat, HTTP_ACCESS_LOG_FIELDS } from '../../core/access-log-format.ts';
import { readRunningCommand } from '../../local/running-command.ts';
import { RunningLogs, runLogs } from './run-logs.ts';

const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'http-apis');
const REQUEST_ID = 'SKmA5VStmAI9qUI=';
/** The access line of a request that called no function. */
const ACCESS = accessLogFormat(HTTP_ACCESS_LOG_FIELDS)
  .replace('$context.requestId', REQUEST_ID)
  .replace('$context.routeKey', 'GET /orders')
  .replace('$context.path', '/orders')
  .replace('$context.status', '404')
  .replaceAll(/\$context\.[\w.]+/g, '-');

let cwd: string;
let dev: RunningLogs;
let client: CloudWatchLogsClient;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  dev = new RunningLogs(['dev', FIXTURE, '--port', '0', '--memory'], { cwd });
  await dev.until(({ stdout }) => stdout.includes('AWS endpoint'));
  client = new CloudWatchLogsClient({
    endpoint: readRunningCommand(cwd)?.endpoint ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
  const access = { logGroupName: 'orders-access', logStreamName: 's' };
  await client.send(new CreateLogStreamCommand(access));
  await client.send(
    new PutLogEventsCommand({ ...access, logEvents: [{ timestamp: Date.now() - 1000, message: ACCESS }] }),
  );
  for (const logGroupName of ['order-create-logs', '/aws/lambda/chat-message'])
    await client.send(new DeleteLogGroupCommand({ logGroupName }));
});
afterAll(async () => {
  client.destroy();
  await dev.interrupt();
  rmSync(cwd, { recursive: true });
});

/** The result of a command, without the notice about the endpoint. */
async function logs(...args: string[]) {
  const { code, stdout, stderr } = await runLogs(args, { cwd });
  const notices = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('reading the local stacks'));
  return { code, stdout, notices };
}

const NEVER_RAN = 'order-create: the log group order-create-logs does not exist; nothing was logged yet';

describe('a function without a log group, among functions with log groups,', () => {
  it.each<[string, string[], string[]]>([
    ['logs tail', ['tail', 'api:orders'], [NEVER_RAN]],
    ['logs tail --lines', ['tail', 'api:orders', '-n', '3'], [NEVER_RAN]],
    ['logs usage', ['usage', 'api:orders'], [NEVER_RAN]],
    ['logs api', ['api', 'api:orders'], []],
    ['logs api of all', ['api'], []],
    ['logs trace', ['trace', REQUEST_ID, 'api:orders'], []],
    ['logs tail of a stack', ['tail', 'stack:HttpApis'], [expect.stringMatching(/^chat-message, order-create: /)]],
  ])('does not affect the others in %s', async (_, args, notices) => {
    const result = await logs(...args);
    expect(result).toMatchObject({ code: 0, notices });
    expect(result.stdout).toMatch(/GET +\/orders/);
  });
});

describe('only a function without a log group', () => {
  it.each<[string, string[], string]>([
    ['logs tail', ['tail', 'order-create'], 'No events in this time range. '],
    ['logs usage', ['usage', 'order-create'], 'There was no usage in this time range. '],
    ['logs api', ['api', 'order-create'], 'No calls in this time range. '],
    ['logs trace', ['trace', REQUEST_ID, 'order-create'], `No request "${REQUEST_ID}" in this time range. `],
  ])('finds nothing: %s', async (_, args, found) => {
    expect(await logs(...args)).toEqual({ code: 1, stdout: '', notices: [NEVER_RAN, expect.stringContaining(found)] });
  });

  it('has no streams', async () => {
    const result = await logs('streams', 'order-create');
    expect(result).toEqual({ code: 1, stdout: '', notices: ['order-create has no log streams yet.'] });
  });

  it('is followed from its first event', async () => {
    const following = new RunningLogs(['tail', '-f', 'order-create'], { cwd });
    await following.until(({ stderr }) => stderr.includes('order-create: no log group yet; '));
    expect((await following.interrupt()).code).toBe(130);
  });
});

it('a missing log group that was named directly is an error with the nearest names', async () => {
  for (const command of ['tail', 'usage', 'streams', 'api']) {
    const { code, stdout, notices } = await logs(command, '/aws/lambda/chat-message');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(notices).toEqual([
      expect.stringMatching(/^error: No log group is called "\/aws\/lambda\/chat-message"\. Nearest: \S+, /),
    ]);
  }
});
