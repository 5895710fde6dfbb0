import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Log } from 'sarif';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixFor } from '../../infra/rules/rule.ts';
import { RULES } from '../../infra/rules/rules.ts';
import { type Result, runLogs } from './run-logs.ts';

const SAM = join(import.meta.dirname, '..', 'fixtures', 'templates', 'sam.yaml');
const SAM_API_LINE = readFileSync(SAM, 'utf8').split('\n').indexOf('  OrdersApi:') + 1;
const UNBOUNDED = 'Resources:\n  Logs:\n    Type: AWS::Logs::LogGroup\n';
const WARNED = 'Resources: { Fn: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogGroup: x } } } }';
const RULE = 'log-group-without-retention';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (name: string, text: string) => {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), text);
};
const check = (...args: string[]): Promise<Result> => runLogs(['check', ...args], { cwd });

describe('the exit code and the summary', () => {
  it.each([
    ['nothing is found', 'Resources: {}', 0, 'No findings in 1 stack.\n'],
    ['only warnings are found', WARNED, 0, '1 warning in 1 stack.\n'],
    ['an error is found', UNBOUNDED, 1, '1 error in 1 stack.\n'],
  ])('when %s', async (_, yaml, code, stderr) => {
    write('template.yaml', yaml);
    expect(await check('template.yaml')).toMatchObject({ code, stderr });
  });
});

it('names on stderr what is not read of a template, and checks the rest', async () => {
  write(
    'template.yaml',
    `Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Groups: [Name, [A, B], { "Logs\${Name}": { Type: AWS::Logs::LogGroup } }]
  Fn::ForEach::Others: [Name, !Ref Names, { "Logs\${Name}": { Type: AWS::Logs::LogGroup } }]
  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: !Ref Url } }
`,
  );
  const { code, stdout, stderr } = await check('template.yaml', '--output', 'json');
  expect(code).toBe(1);
  const findings = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(findings).toMatchObject([
    { logicalId: 'LogsA', line: 3 },
    { logicalId: 'LogsB', line: 3 },
  ]);
  expect(stderr).toBe(`template.yaml: Fn::ForEach::Others: not read, because its collection is known only at deployment.
template.yaml: the nested stack Nested: not read, because its template is not a local file.
`);
});

describe('text', () => {
  it('names the resource, its place, the rule, the problem, the reason and the fix', async () => {
    write('template.yaml', UNBOUNDED);
    const { stdout } = await check('template.yaml');
    const rule = RULES.find(({ id }) => id === RULE);
    expect(stdout).toBe(
      `template/Logs  AWS::Logs::LogGroup  template.yaml:2
  error    ${RULE}
    RetentionInDays: the log group has no retention
    why ${rule?.why}
    fix ${rule && fixFor('cloudformation', rule.fix)}
`,
    );
  });

  it('makes control characters of a template visible', async () => {
    write('template.json', JSON.stringify({ Resources: { 'A\u001b[31m': { Type: 'AWS::Logs::LogGroup' } } }));
    const { stdout } = await check('template.json');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('A');
  });
});

it('JSON is one finding per line, with the relative path of the file and the line in it', async () => {
  write('template.json', JSON.stringify({ Resources: { Logs: { Type: 'AWS::Logs::LogGroup' } } }, null, 2));
  const { stdout, code } = await check('template.json', '--output', 'json');
  expect(code).toBe(1);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { rule: RULE, level: 'error', stack: 'template', template: 'template.json', line: 3, logicalId: 'Logs' },
  ]);
});

it('a finding in a nested stack is reported once, in its own template', async () => {
  const nested = '{ Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./nested.yaml } }';
  write('shop.yaml', `Resources:\n  First: ${nested}\n  Second: ${nested}\n`);
  write('nested.yaml', `# Of the shop.\n${UNBOUNDED}`);
  const { stdout, stderr, code } = await check('shop.yaml');
  expect(stdout).toMatch(/^shop\/First\/Logs {2}AWS::Logs::LogGroup {2}nested\.yaml:3\n/);
  expect({ stderr, code }).toEqual({ stderr: '1 error in 3 stacks.\n', code: 1 });
});

describe('SARIF', () => {
  const sarif = async (...args: string[]) => JSON.parse((await check(...args, '--output', 'sarif')).stdout) as Log;

  it('has the structure that code scanning requires: version, tool, rules, and results with rule, message and place', async () => {
    const log = await sarif(SAM);
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
    const [run] = log.runs;
    expect(run?.tool.driver).toMatchObject({ name: 'tailgate', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    const rules = run?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    for (const rule of rules) {
      expect(rule).toMatchObject({
        shortDescription: { text: /./ },
        fullDescription: { text: /./ },
        help: { text: /./ },
      });
    }
    expect(run?.results?.length).toBeGreaterThan(10);
    for (const result of run?.results ?? []) {
      expect(rules[result.ruleIndex ?? -1]?.id).toBe(result.ruleId);
      expect(['error', 'warning']).toContain(result.level);
      expect(result.message.text).toMatch(/\w/);
      expect(result.partialFingerprints).toBeDefined();
      expect(result.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/sam\.yaml$/);
    }
    const stage = run?.results?.find(({ ruleId }) => ruleId === 'access-log-with-secrets');
    expect(stage?.locations?.[0]).toMatchObject({
      physicalLocation: { region: { startLine: SAM_API_LINE } },
      logicalLocations: [{ name: 'OrdersApi', kind: 'resource' }],
    });
    const fingerprints = run?.results?.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    expect(new Set(fingerprints).size).toBe(fingerprints?.length);
  });

  it('has no results for a template without findings', async () => {
    write('template.yaml', 'Resources: {}');
    expect((await sarif('template.yaml')).runs[0]?.results).toEqual([]);
  });

  it('contains acknowledged findings as suppressed results, with the reason', async () => {
    write('my template.yaml', UNBOUNDED);
    const [result] = (await sarif('my template.yaml', '--ignore', `${RULE}:an audit`)).runs[0]?.results ?? [];
    expect(result?.suppressions).toEqual([{ kind: 'external', justification: 'an audit' }]);
    expect(result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('my%20template.yaml');
  });
});

describe('the selection of rules', () => {
  it('runs one rule, or several', async () => {
    const { stdout } = await check('--rule', 'account-role-missing', '--rule', RULE, SAM, '--output', 'json');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).rule),
    ).toEqual(['account-role-missing', RULE]);
  });

  it('leaves out rules that are ignored with a reason', async () => {
    write('template.yaml', UNBOUNDED);
    expect(await check('template.yaml', '--ignore', `${RULE}:an audit: 10 years`)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'No findings in 1 stack; 1 acknowledged.\n',
    });
  });

  it.each([
    [
      'tailgate.json',
      '{"rules": {"encrypted": true, "ignore": [{"rule": "log-group-without-retention", "reason": "x"}]}}',
    ],
    ['tailgate.yaml', 'rules:\n  encrypted: true\n  ignore: [{ rule: log-group-without-retention, reason: x }]\n'],
  ])("the project's settings in %s count", async (name, text) => {
    write('template.yaml', UNBOUNDED);
    write(name, text);
    const { stdout, stderr } = await check('template.yaml', '--output', 'json');
    expect(JSON.parse(stdout).rule).toBe('log-group-not-encrypted');
    expect(stderr).toBe('');
  });

  it('--config names another settings file, in which production stages are a regular expression', async () => {
    write(
      'template.yaml',
      'Resources: { S: { Type: AWS::ApiGateway::Stage, Properties: { StageName: V7, MethodSettings: [{ LoggingLevel: INFO }] } } }',
    );
    write('own.json', '{"rules": {"productionStages": "^v\\\\d$"}}');
    const rule = ['--rule', 'execution-log-info-in-production', '--output', 'json'];
    expect((await check('template.yaml', ...rule)).stdout).toBe('');
    expect((await check('template.yaml', ...rule, '--config', 'own.json')).stdout).toContain('logs at INFO');
  });
});

describe('prints one line and ends with 2 for', () => {
  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['a missing cdk.out', [], {}, /^error: There is no cdk\.out\. Run `npx cdk synth` first/],
    [
      'a missing file, in a folder with a template',
      ['no.yaml'],
      { 'package.json': '{"name": "shop"}', 'shop.yaml': 'Resources: {}\n' },
      /^error: There is no no\.yaml\. Run `npx cdk synth` first, or use a template that exists: shop\.yaml\.$/m,
    ],
    ['a file with invalid syntax', ['a.yaml'], { 'a.yaml': 'Resources:\n  A: [\n' }, /^error: a\.yaml, line \d: /],
    [
      'a file that is not a template',
      ['a.json'],
      { 'a.json': '[]' },
      /^error: a\.json is not a CloudFormation template/,
    ],
    [
      'a folder that is not a cloud assembly',
      ['.'],
      {},
      /^error: No cloud assembly in \..* or name a template file, such as /,
    ],
    [
      'a folder that contains a cloud assembly',
      ['.'],
      { 'cdk.out/manifest.json': '{"artifacts": {}}' },
      /^error: No cloud assembly in \..* or use a template that exists: cdk\.out\.$/m,
    ],
    ['an unknown rule', ['--rule', 'log-group-retention'], {}, /no rule "log-group-retention"\. Nearest: log-group-/],
    ['an unknown rule to ignore', ['--ignore', 'x:y'], {}, /^error: There is no rule "x"/],
    ['a missing reason', ['--ignore', RULE], {}, /^error: --ignore log-group-without-retention has no reason/],
    ['a blank reason', ['--ignore', `${RULE}: `], {}, /has no reason/],
    ['an unknown output', ['--output', 'xml'], {}, /^error: --output takes text, json or sarif/],
    ['a missing settings file', ['--config', 'no.json'], {}, /^error: Cannot read the settings in no\.json: ENOENT/],
    [
      'settings that are not JSON or YAML',
      [],
      { 'tailgate.json': '{"rules": ' },
      /^error: tailgate\.json is not valid JSON or YAML/,
    ],
    [
      'an unknown setting',
      [],
      { 'tailgate.json': '{"rules": {"encryptd": true}}' },
      /^error: tailgate\.json: rules has the unknown setting "encryptd"\. Nearest: encrypted/,
    ],
  ])('%s', async (_, args, files, message) => {
    for (const [name, text] of Object.entries(files)) write(name, text);
    const { code, stdout, stderr } = await check(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});
