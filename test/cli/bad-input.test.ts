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

describe('ends in one clear line and the documented exit code', () => {
  it.each<[string, string[], Record<string, string>, number, RegExp]>([
    [
      'an unknown command',
      ['tial', 'notes-create'],
      {},
      2,
      /^error: There is no command "tial"\. Nearest: tail, .*\. `logs --help` lists all\.\n$/,
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
      /^error: The target is missing: functions, [^\n]*, ARNs\. See `logs tail --help`\.\n$/,
    ],
    [
      'several faults at once',
      ['token', 'create'],
      {},
      2,
      /^error: Add --domain or --operator\. Add --table\. See `logs token create --help`\.\n$/,
    ],
    ['a time that is none', ['tail', 'x', '--since', 'soon'], {}, 2, /^error: "soon" is no time\. Write .*10m/],
    [
      'words that are no time',
      ['tail', 'x', '--until', 'yesterday or so'],
      {},
      2,
      /^error: "yesterday or so" is no time\./,
    ],
    [
      'a query that is none',
      ['tail', 'x', '--query', 'a.'],
      {},
      2,
      /^error: "a\." is no JMESPath expression: .*jmespath\.org/,
    ],
    [
      'a query and raw',
      ['tail', 'x', '--query', 'a', '--raw'],
      {},
      2,
      /^error: --query and --raw exclude each other: leave one out\./,
    ],
    ['an expression that is none', ['tail', 'x', '--grep', '('], {}, 2, /^error: "\(" is no regular expression: /],
    [
      'a level that is none',
      ['tail', 'x', '--level', 'loud'],
      {},
      2,
      /^error: "loud" is no level\. Write one of trace, debug/,
    ],
    [
      'a time zone that is none',
      ['tail', 'x', '--timezone', 'Mars'],
      {},
      2,
      /^error: "Mars" is no time zone\. .*Europe\/Berlin/,
    ],
    [
      'a length of time that is none',
      ['tail', 'x', '-f', '--idle-exit', 'long'],
      {},
      2,
      /^error: "long" is no length of time\./,
    ],
    [
      'flags that do not go together',
      ['tail', 'x', '-f', '--until', '1h'],
      {},
      2,
      /^error: --follow and --until exclude each other: leave one out\./,
    ],
    [
      'an endpoint that is no URL',
      ['groups', '--endpoint-url', 'localhost'],
      {},
      2,
      /^error: --endpoint-url "localhost" is no http or https URL/,
    ],
    [
      'an endpoint that does not answer',
      ['groups', '--endpoint-url', 'http://127.0.0.1:1'],
      {},
      5,
      /^error: 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)/,
    ],
    [
      'no credentials and no local stacks',
      ['groups'],
      { AWS_REGION: 'eu-west-1' },
      3,
      /^error: No AWS credentials were found\. .*`logs dev`/,
    ],
    [
      'a profile that is not there, which would have named the region',
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
    ['--local where nothing runs', ['groups', '--local'], {}, 4, /^error: No `logs dev` runs in this directory/],
    ['no cloud assembly', ['dev'], {}, 2, /^error: There is no cdk\.out\. Run `npx cdk synth` first/],
    [
      'a port that is none',
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
    ['no JSON', 'nonsense', /is not valid JSON/],
    ['no template', '{"Hello": 1}', /is no CloudFormation template: it has no "Resources"/],
    ['a resource without a type', '{"Resources": {"A": {}}}', /resource "A" has no "Type"/],
    [
      'a reference to nothing',
      '{"Resources": {"A": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Ref": "B"}}}}}',
      /there is no resource "B"/,
    ],
    [
      'a cycle',
      '{"Resources": {"A": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Ref": "A"}}}}}',
      /A refers to itself/,
    ],
  ])('a template that is no template: %s', async (_, template, message) => {
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

  it('an answer that is none of the service', async () => {
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

it('says in one line which Node.js it needs, when started on less', () => {
  // The oldest one that can be had here is simulated by its version alone: the file is the real one.
  const script = `Object.defineProperty(process.versions, 'node', { value: '20.19.0' }); await import(${JSON.stringify(join(import.meta.dirname, '..', '..', 'bin', 'run.js'))});`;
  let failure: { status?: number; stderr?: string } = {};
  try {
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    failure = error as typeof failure;
  }
  expect(failure).toMatchObject({ status: 2, stderr: 'logs needs Node.js 22.13 or newer; this is 20.19.0.\n' });
});
