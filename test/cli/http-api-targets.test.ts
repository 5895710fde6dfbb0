import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRunningCommand } from '../../local/running-command.ts';
import { RunningLogs, runLogs } from './run-logs.ts';

const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'http-apis');
let cwd: string;
let dev: RunningLogs;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  dev = new RunningLogs(['dev', FIXTURE, '--port', '0', '--memory'], { cwd });
  await dev.until(({ stdout }) => stdout.includes('AWS endpoint'));
  const endpoint = readRunningCommand(cwd)?.endpoint ?? '';
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
  const { stdout } = await runLogs(['groups', '--output', 'json'], { cwd });
  for (const line of stdout.trimEnd().split('\n')) {
    const { logGroupName } = JSON.parse(line);
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));
    const logEvents = [{ timestamp: Date.now(), message: `written into ${logGroupName}` }];
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }));
  }
  client.destroy();
});
afterAll(async () => {
  await dev.interrupt();
  rmSync(cwd, { recursive: true });
});

/** The sources and messages of the lines, in order. */
async function shown(target: string): Promise<string[]> {
  const { stdout } = await runLogs(['tail', target], { cwd });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .slice('14:02:11.480  '.length)
        .replace(/ {2,}/g, ': ')
        .replace(/\w{10}\/(live|quiet)\b/g, '<id>/$1'),
    )
    .sort();
}

it('reads the access logs of the stages of an HTTP API, and the configured log groups of its functions', async () => {
  const lines = ['order-create: written into order-create-logs', 'orders/$default: written into orders-access'];
  expect(await shown('api:orders')).toEqual(lines);
  expect(await shown('api:orders/$default')).toEqual(lines);
  expect(await shown('api:orders/quiet')).toEqual(lines.slice(0, 1));
});

it('reads the execution log of a WebSocket API, too', async () => {
  expect(await shown('api:chat/live')).toEqual([
    'chat-message: written into /aws/lambda/chat-message',
    'chat/live execution: written into /aws/apigateway/<id>/live',
  ]);
  // Its logging is off now.
  expect(await shown('api:chat/quiet')).toEqual(['chat-message: written into /aws/lambda/chat-message']);
});

it('reads both through their stack', async () => {
  expect(await shown('stack:HttpApis')).toEqual([
    expect.stringMatching(/^\/aws\/apigateway\/\w+\/…: written into \/aws\/apigateway\/<id>\/quiet$/),
    expect.stringMatching(/^HttpApis-Audit-\w+: written into HttpApis-Audit-\w+$/),
    'chat-message: written into /aws/lambda/chat-message',
    'chat/live execution: written into /aws/apigateway/<id>/live',
    'order-create: written into order-create-logs',
    'orders/$default: written into orders-access',
  ]);
});

it('names the nearest APIs and stages of all types for an unknown name', async () => {
  const api = await runLogs(['tail', 'api:chatt'], { cwd });
  expect(api).toMatchObject({ code: 4, stdout: '' });
  expect(api.stderr).toContain('No API is called "api:chatt". Nearest: api:chat, api:orders.');
  const stage = await runLogs(['tail', 'api:orders/quite'], { cwd });
  expect(stage.stderr).toContain('No stage is called "api:orders/quite". Nearest: api:orders/quiet, ');
});
