import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Log } from 'sarif';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixFor } from '../../infra/rules/rule.ts';
import { RULES } from '../../infra/rules/rules.ts';
import { type Result, runLogs } from './run-logs.ts';

const SAM = join(import.meta.dirname, '..', 'fixtures', 'templates', 'sam.yaml');
const SAM_FORMAT_LINE = readFileSync(SAM, 'utf8').split('\n').indexOf('        Format: >-') + 1;
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
  it('names a rule once, with its resources and their places, the reason and the fix; and counts the findings of each rule', async () => {
    write(
      'template.yaml',
      `${UNBOUNDED}  Other:\n    Type: AWS::Logs::LogGroup\n  Fn:\n    Type: AWS::Lambda::Function\n`,
    );
    const { stdout, stderr } = await check('template.yaml', '--rule', RULE, '--rule', 'function-text-log-format');
    const text = RULES.find(({ id }) => id === 'function-text-log-format');
    const retention = RULES.find(({ id }) => id === RULE);
    expect(stdout).toBe(
      `error  ${RULE}
  RetentionInDays: the log group has no retention
    - template/Logs  AWS::Logs::LogGroup  template.yaml:2
    - template/Other  AWS::Logs::LogGroup  template.yaml:4
  why ${retention?.why}
  fix ${retention && fixFor('cloudformation', retention.fix)}

warning  function-text-log-format
  LoggingConfig.LogFormat: the log format is Text, which is the default
    - template/Fn  AWS::Lambda::Function  template.yaml:6
  why ${text?.why}
  fix ${text && fixFor('cloudformation', text.fix)}
`,
    );
    expect(stderr).toBe(`2  error    ${RULE}\n1  warning  function-text-log-format\n2 errors, 1 warning in 1 stack.\n`);
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
  expect(stdout).toMatch(/^ {4}- shop\/First\/Logs {2}AWS::Logs::LogGroup {2}nested\.yaml:3$/m);
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
      physicalLocation: { region: { startLine: SAM_FORMAT_LINE } },
      logicalLocations: [{ name: 'OrdersApi', kind: 'resource' }],
    });
    const fingerprints = run?.results?.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    expect(new Set(fingerprints).size).toBe(fingerprints?.length);
  });

  // https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#physicallocation-object
  it('places a resource that only the transform of SAM adds in the first line', async () => {
    write(
      'template.yaml',
      `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Events: { Get: { Type: Api, Properties: { Path: /, Method: get } } } }
`,
    );
    const [result] = (await sarif('template.yaml', '--rule', 'stage-without-access-log')).runs[0]?.results ?? [];
    expect(result?.locations?.[0]).toMatchObject({
      physicalLocation: { artifactLocation: { uri: 'template.yaml' }, region: { startLine: 1 } },
      logicalLocations: [{ name: 'ServerlessRestApi' }],
    });
  });

  it('has no results for a template without findings', async () => {
    write('template.yaml', 'Resources: {}');
    expect((await sarif('template.yaml')).runs[0]?.results).toEqual([]);
  });

  // https://github.com/github/codeql-action/issues/1230: GitHub shows suppressed results as open alerts.
  it('leaves out acknowledged findings, and names files by URIs', async () => {
    write('my template.yaml', `${UNBOUNDED}  Fn: { Type: AWS::Lambda::Function }\n`);
    const results = (await sarif('my template.yaml', '--ignore', `${RULE}:an audit`)).runs[0]?.results ?? [];
    expect(results.map(({ ruleId }) => ruleId)).not.toContain(RULE);
    expect(results[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('my%20template.yaml');
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

describe('several templates', () => {
  it('are checked together, with the names of their paths', async () => {
    write('a/template.yaml', UNBOUNDED);
    write('b/template.yaml', 'Resources: {}');
    const { stdout, stderr, code } = await check('a/template.yaml', 'b/template.yaml');
    expect(stdout).toContain('    - a/template/Logs  AWS::Logs::LogGroup  a/template.yaml:2\n');
    expect({ stderr, code }).toEqual({ stderr: '1 error in 2 stacks.\n', code: 1 });
  });

  it('of a glob: other files are counted, and node_modules is not read', async () => {
    write('a/template.yaml', UNBOUNDED);
    write('a/values.yaml', 'replicas: 2\n');
    write('node_modules/x/template.yaml', UNBOUNDED);
    const { stderr, code } = await check('**/*.yaml');
    expect({ stderr, code }).toEqual({ stderr: '1 file is not a template.\n1 error in 1 stack.\n', code: 1 });
  });

  it('are all checked when one of them cannot be read, which the exit code says', async () => {
    write('a.yaml', UNBOUNDED);
    const { stdout, stderr, code } = await check('a.yaml', 'missing.yaml');
    expect(stdout).toContain('a/Logs');
    expect(stderr).toMatch(/^error: There is no missing\.yaml\..*\n1 error in 1 stack\.\n$/);
    expect(code).toBe(2);
  });
});

describe('--fail-on warning', () => {
  it.each([
    [WARNED, 1],
    ['Resources: {}', 0],
  ])('%s: ends with %i', async (yaml, code) => {
    write('template.yaml', yaml);
    expect((await check('template.yaml', '--fail-on', 'warning')).code).toBe(code);
  });
});

describe('--baseline', () => {
  const TWO = `${UNBOUNDED}  Other:\n    Type: AWS::Logs::LogGroup\n`;

  it('accepts the findings that --write-baseline wrote, and reports new and fixed ones', async () => {
    write('template.yaml', UNBOUNDED);
    const baseline = ['--baseline', 'baseline.json'];
    const written = await check('template.yaml', ...baseline, '--write-baseline');
    expect(written).toMatchObject({ code: 0, stdout: '', stderr: '1 finding written to baseline.json.\n' });
    const again = await check('template.yaml', ...baseline);
    expect(again).toMatchObject({ code: 0, stdout: '', stderr: 'No new findings in 1 stack; 1 in the baseline.\n' });

    // A line above the resource changes nothing.
    write('template.yaml', `# New.\n${TWO}`);
    const more = await check('template.yaml', ...baseline);
    expect(more).toMatchObject({ code: 1, stderr: '1 error in 1 stack; 1 in the baseline.\n' });
    expect(more.stdout).toContain('template/Other');
    expect(more.stdout).not.toContain('template/Logs');

    write('template.yaml', 'Resources: {}');
    expect((await check('template.yaml', ...baseline)).stderr).toBe(
      'No findings in 1 stack.\n1 finding of the baseline not found. If fixed, write it again with --write-baseline.\n',
    );
  });

  it('is a file with a sorted line for each finding, for reviews', async () => {
    write('template.yaml', TWO);
    await check('template.yaml', '--baseline', 'b.json', '--write-baseline');
    const entry = (resource: string) =>
      `{"rule":"${RULE}","resource":"template.yaml#${resource}","property":"RetentionInDays"}`;
    expect(readFileSync(join(cwd, 'b.json'), 'utf8')).toBe(
      `{"version": 1, "findings": [\n${entry('Logs')},\n${entry('Other')}\n]}\n`,
    );
  });

  it('marks its findings as unchanged in SARIF, and the others as new', async () => {
    write('template.yaml', UNBOUNDED);
    await check('template.yaml', '--baseline', 'b.json', '--write-baseline');
    write('template.yaml', TWO);
    const { stdout } = await check('template.yaml', '--baseline', 'b.json', '--output', 'sarif');
    const [run] = (JSON.parse(stdout) as Log).runs;
    expect(run?.results?.map(({ baselineState }) => baselineState)).toEqual(['new', 'unchanged']);
  });
});

describe('--write-baseline', () => {
  it('ends with 0 also with --fail-on warning, because the findings are accepted', async () => {
    write('template.yaml', `${UNBOUNDED}  Fn:\n    Type: AWS::Lambda::Function\n`);
    const baseline = ['template.yaml', '--fail-on', 'warning', '--baseline', 'b.json'];
    expect((await check(...baseline, '--write-baseline')).code).toBe(0);
    expect((await check(...baseline)).code).toBe(0);
  });

  it('writes nothing when a template cannot be read', async () => {
    write('a.yaml', UNBOUNDED);
    const { code, stderr } = await check('a.yaml', 'missing.yaml', '--baseline', 'b.json', '--write-baseline');
    expect(stderr).toContain('The baseline is not written');
    expect(code).toBe(2);
    expect(existsSync(join(cwd, 'b.json'))).toBe(false);
  });
});

it('--explain prints the documentation of a rule, without templates', async () => {
  const { code, stdout, stderr } = await check('--explain', RULE);
  expect(stdout).toMatch(new RegExp(`^error {2}${RULE}\nFinds a log group .*\nRight\n`, 's'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

// The runner of GitHub reads workflow commands from stdout and stderr: `::` at the start of a line after spaces, `##[` anywhere.
// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
describe('names in a pull request are not workflow commands', () => {
  const NESTED = '  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://x } }\n';

  it.each(['::error::x.yaml', 'a\n::error::x.yaml', '##[error]x.yaml'])('in %j', async (name) => {
    write(name, `${UNBOUNDED}${NESTED}`);
    const text = await check(name);
    for (const output of [text.stdout, text.stderr]) {
      expect(output).not.toMatch(/^\s*::|##\[/m);
      expect(output).toContain('x');
    }
    const github = await check(name, '--output', 'github');
    expect(github.stdout).toMatch(/^::error file=.*\n$/);
    expect(github.stdout.split('\n').slice(1)).toEqual(['']);
  });
});

it('reports for GitHub and GitLab name files by their paths in the repository', async () => {
  mkdirSync(join(cwd, '.git'));
  write('infra/template.yaml', UNBOUNDED);
  const run = async (output: string) =>
    (await runLogs(['check', 'template.yaml', '--output', output], { cwd: join(cwd, 'infra') })).stdout;
  expect(await run('github')).toContain('file=infra/template.yaml,');
  expect(JSON.parse(await run('gitlab'))).toMatchObject([{ location: { path: 'infra/template.yaml' } }]);
  expect(await run('sarif')).toContain('"uri": "infra/template.yaml"');
  expect(await run('text')).toContain('  template.yaml:2\n');
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
    [
      'a glob that matches nothing',
      ['*.yaml'],
      {},
      /^error: No file matches \*\.yaml\. Globs start at the working directory/,
    ],
    [
      'a missing baseline',
      ['--baseline', 'b.json'],
      {},
      /^error: Cannot read the baseline: ENOENT.* Write it first: logs check/,
    ],
    [
      'a baseline that is another file',
      ['--baseline', 'b.json'],
      { 'b.json': '[]' },
      /^error: b\.json is not a baseline\./,
    ],
    [
      'a corrupt baseline',
      ['--baseline', 'b.json'],
      { 'b.json': '{"version": 1, ' },
      /^error: b\.json is not a baseline\./,
    ],
    ['--write-baseline without a file', ['--write-baseline'], {}, /^error: .*--baseline/],
    [
      '--write-baseline with --rule',
      ['--baseline', 'b.json', '--write-baseline', '--rule', RULE],
      {},
      /^error: .*--rule/,
    ],
    ['an unknown rule to explain', ['--explain', 'x'], {}, /^error: There is no rule "x"/],
    ['an unknown rule', ['--rule', 'log-group-retention'], {}, /no rule "log-group-retention"\. Nearest: log-group-/],
    ['an unknown rule to ignore', ['--ignore', 'x:y'], {}, /^error: There is no rule "x"/],
    ['a missing reason', ['--ignore', RULE], {}, /^error: --ignore log-group-without-retention has no reason/],
    ['a blank reason', ['--ignore', `${RULE}: `], {}, /has no reason/],
    ['an unknown output', ['--output', 'xml'], {}, /^error: --output takes text, json, sarif, github, gitlab or junit/],
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
