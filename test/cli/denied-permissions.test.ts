import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRunningCommand } from '../../local/running-command.ts';
import { DenyingAws } from './denying-aws.ts';
import { RunningLogs, runLogs } from './run-logs.ts';

const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'http-apis');
let cwd: string;
let elsewhere: string;
let dev: RunningLogs;
let aws: DenyingAws;
let endpoint: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  elsewhere = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  dev = new RunningLogs(['dev', FIXTURE, '--port', '0', '--memory'], { cwd });
  await dev.until(({ stdout }) => stdout.includes('AWS endpoint'));
  aws = new DenyingAws(readRunningCommand(cwd)?.endpoint ?? '');
  endpoint = await aws.start();
});
afterAll(async () => {
  await aws.stop();
  await dev.interrupt();
  rmSync(cwd, { recursive: true });
  rmSync(elsewhere, { recursive: true });
});

/** Runs `logs tail -f` for a moment without these permissions. */
async function tail(target: string, ...denied: string[]) {
  aws.denied = denied;
  const follow = ['-f', '--idle-exit', '1s'];
  const result = await runLogs(['tail', target, ...follow, '--endpoint-url', endpoint], { cwd: elsewhere });
  return { ...result, lines: result.stderr.trimEnd().split('\n') };
}

describe('what can be found is followed, and one line reports what is assumed', () => {
  it.each<[string, string, string[], string, RegExp]>([
    [
      'the default log group of a function of an API',
      'api:chat',
      ['lambda:GetFunctionConfiguration'],
      'chat/live execution, chat-message',
      /^lambda:GetFunctionConfiguration is denied; reading chat-message in \/aws\/lambda\//,
    ],
    [
      'resources that are named after the stack',
      'stack:HttpApis',
      ['cloudformation:ListStackResources'],
      'HttpApis-Audit-',
      /^cloudformation:ListStackResources is denied; reading functions and log groups that are named HttpApis-\*/,
    ],
    [
      'a stack without its APIs',
      'stack:HttpApis',
      ['apigateway:GET', 'logs:DescribeLogGroups'],
      'order-create, chat-message, orders-access',
      /^apigateway:GET is denied; leaving out the logs of the API /,
    ],
    [
      'a glob among log groups',
      'order-*',
      ['lambda:ListFunctions'],
      'order-create-logs',
      /^lambda:ListFunctions is denied; looking for order-\* only among log groups$/,
    ],
    [
      'a glob among functions',
      'order-*',
      ['logs:DescribeLogGroups'],
      'order-create',
      /^logs:DescribeLogGroups is denied; looking for order-\* only among functions$/,
    ],
    [
      'a log group without a check that it exists',
      '/aws/lambda/chat-message',
      ['logs:DescribeLogGroups'],
      'chat-message',
      /^logs:DescribeLogGroups is denied; reading log groups without checking that they exist$/,
    ],
  ])('%s', async (_, target, denied, followed, line) => {
    const { code, lines } = await tail(target, ...denied);
    // The log groups are empty: nothing was found, and nothing failed.
    expect(code).toBe(1);
    expect(lines[0]).toMatch(line);
    expect(lines.find((text) => text.startsWith('following '))).toContain(`following ${followed}`);
    expect(lines.filter((text) => line.test(text)).length).toBeLessThanOrEqual(2);
  });
});

describe('when nothing can be found, one line names the permission, and the exit code is 3', () => {
  it.each([
    ['an API', 'api:chat', ['apigateway:GET'], 'apigateway:GET'],
    ['a stack', 'stack:Other', ['cloudformation:ListStackResources'], 'cloudformation:ListStackResources'],
    ['a function', 'order-create', ['lambda:GetFunctionConfiguration'], 'lambda:GetFunctionConfiguration'],
    [
      'a glob',
      '*',
      ['lambda:ListFunctions', 'logs:DescribeLogGroups'],
      'lambda:ListFunctions and logs:DescribeLogGroups',
    ],
  ])('%s', async (_, target, denied, permission) => {
    const { code, stdout, lines } = await tail(target, ...denied);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(lines).toEqual([expect.stringContaining(`error: These credentials lack the permission ${permission}: `)]);
  });

  it('the permission to read events', async () => {
    const { code, stdout, lines } = await tail('order-create', 'logs:FilterLogEvents');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(lines.at(-1)).toMatch(/^error: AWS refused: .*not authorized to perform: logs:FilterLogEvents/);
  });
});
