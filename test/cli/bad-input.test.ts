import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen } from '../../local/http/loopback.ts';
import { runLogs } from './run-logs.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('an error is one line, with the documented exit code', () => {
  it.each<[string, string[], Record<string, string>, number, RegExp]>([
    [
      'an unknown command',
      ['tial', 'notes-create'],
      {},
      2,
      /^error: There is no command "tial"\. Nearest: tail, .*\. `logs --help` lists all commands\.\n$/,
    ],
    ['help with an unknown command', ['help', 'tial'], {}, 2, /^error: There is no command "tial"\. Nearest: tail, /],
    [
      'an unknown flag',
      ['tail', 'x', '--folow'],
      {},
      2,
      /^error: There is no flag --folow\. Nearest: --follow, [^\n]* See `logs tail --help`\.\n$/,
    ],
    [
      'no target',
      ['tail'],
      {},
      2,
      /^error: The argument target is missing: functions, [^\n]*, ARNs\. See `logs tail --help`\.\n$/,
    ],
    [
      'several faults at once',
      ['token', 'create'],
      {},
      2,
      /^error: Add --domain or --operator\. Add --table\. See `logs token create --help`\.\n$/,
    ],
    ['an invalid time', ['tail', 'x', '--since', 'soon'], {}, 2, /^error: "soon" is not a time\. Write .*10m/],
    [
      'words that name no time',
      ['tail', 'x', '--until', 'yesterday or so'],
      {},
      2,
      /^error: "yesterday or so" is not a time\./,
    ],
    [
      'an invalid query',
      ['tail', 'x', '--query', 'a.'],
      {},
      2,
      /^error: "a\." is not a JMESPath expression: .*jmespath\.org/,
    ],
    [
      'a query and raw',
      ['tail', 'x', '--query', 'a', '--raw'],
      {},
      2,
      /^error: --query and --raw exclude each other: leave one out\./,
    ],
    [
      'an invalid regular expression',
      ['tail', 'x', '--grep', '('],
      {},
      2,
      /^error: "\(" is not a regular expression: /,
    ],
    [
      'an unknown level',
      ['tail', 'x', '--level', 'loud'],
      {},
      2,
      /^error: "loud" is not a level\. Write one of trace, debug/,
    ],
    [
      'an unknown time zone',
      ['tail', 'x', '--timezone', 'Mars'],
      {},
      2,
      /^error: "Mars" is not a time zone\. .*Europe\/Berlin/,
    ],
    ['an invalid duration', ['tail', 'x', '-f', '--idle-exit', 'long'], {}, 2, /^error: "long" is not a duration\./],
    [
      'flags that exclude each other',
      ['tail', 'x', '-f', '--until', '1h'],
      {},
      2,
      /^error: --follow and --until exclude each other: leave one out\./,
    ],
    [
      'an endpoint that is not a URL',
      ['groups', '--endpoint-url', 'localhost'],
      {},
      2,
      /^error: --endpoint-url "localhost" is not an http or https URL/,
    ],
    [
      'an endpoint that does not respond',
      ['groups', '--endpoint-url', 'http://127.0.0.1:1'],
      {},
      5,
      /^error: 127\.0\.0\.1:1 does not respond \(ECONNREFUSED\)/,
    ],
    [
      'no credentials and no local stacks',
      ['groups'],
      { AWS_REGION: 'eu-west-1' },
      3,
      /^error: No AWS credentials were found\. .*`logs dev`/,
    ],
    [
      'a profile that does not exist, and would have named the region',
      ['groups'],
      { AWS_PROFILE: 'nonexistent' },
      3,
      /^error: There is no AWS profile "nonexistent" in /,
    ],
    [
      'no region',
      ['groups'],
      { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' },
      2,
      /^error: No AWS region is set\. .*--region .*`logs dev`/,
    ],
    [
      '--local where nothing runs',
      ['groups', '--local'],
      {},
      4,
      /^error: In this directory neither `logs dev` nor `logs run` runs/,
    ],
    ['no cloud assembly', ['dev'], {}, 2, /^error: There is no cdk\.out\. Run `npx cdk synth` first/],
    [
      'an invalid port',
      ['dev', '--port', 'http'],
      {},
      2,
      /^error: --port takes a whole number, not "http"\. See `logs dev --help`\./,
    ],
  ])('%s', async (_, args, env, code, message) => {
    const result = await runLogs(args, { cwd, env });
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(result).toMatchObject({ code, stdout: '' });
  });

  it.each([
    ['neither JSON nor YAML', '{"Resources": {', /S\.template\.json, line 1: unexpected end of the stream/],
    ['no resources', '{"Hello": 1}', /is not a CloudFormation template: it has no "Resources"/],
    [
      'a reference to a missing resource',
      '{"Resources": {"A": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Ref": "B"}}}}}',
      /there is no resource "B"/,
    ],
    [
      'a cycle',
      '{"Resources": {"A": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Ref": "A"}}}}}',
      /A refers to itself/,
    ],
  ])('an invalid template: %s', async (_, template, message) => {
    const assembly = join(cwd, 'assembly');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(assembly, { recursive: true });
    writeFileSync(
      join(assembly, 'manifest.json'),
      '{"artifacts": {"S": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "S.template.json"}}}}',
    );
    writeFileSync(join(assembly, 'S.template.json'), template);
    const result = await runLogs(['dev', 'assembly', '--port', '0', '--memory'], { cwd });
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(result).toMatchObject({ code: 2, stdout: '' });
  });

  it('a response that does not come from the service', async () => {
    const server = createServer((_, response) => response.end('<html>hello</html>'));
    const endpoint = await listen(server, 0);
    try {
      const result = await runLogs(['groups', '--endpoint-url', endpoint], { cwd });
      expect(result.code).toBe(5);
      expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    } finally {
      await close(server);
    }
  });
});

it('names the required Node.js version in one line on an older version', () => {
  // Only the version is simulated: the file is the real one.
  const script = `Object.defineProperty(process.versions, 'node', { value: '20.19.0' }); await import(${JSON.stringify(join(import.meta.dirname, '..', '..', 'bin', 'run.js'))});`;
  let failure: { status?: number; stderr?: string } = {};
  try {
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    failure = error as typeof failure;
  }
  expect(failure).toMatchObject({ status: 2, stderr: 'logs needs Node.js 22.13 or newer; this is 20.19.0.\n' });
});
