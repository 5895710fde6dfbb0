import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { explainRule } from '../../../cli/check/explain-rule.ts';
import { githubReport } from '../../../cli/check/github-report.ts';
import { gitlabReport } from '../../../cli/check/gitlab-report.ts';
import { junitReport } from '../../../cli/check/junit-report.ts';
import type { LocatedFinding } from '../../../cli/check/located-finding.ts';
import { sarifReport } from '../../../cli/check/sarif-report.ts';
import { textReport } from '../../../cli/check/text-report.ts';
import { safeOutput } from '../../../cli/output/safe-output.ts';
import { exampleText, type Level, type Rule } from '../../../infra/rules/rule.ts';
import { RULES } from '../../../infra/rules/rules.ts';
import { rulesPage } from '../../../scripts/rules-page.ts';

const FINDING: LocatedFinding = {
  rule: 'log-group-without-retention',
  level: 'error',
  stack: 'Shop',
  path: 'infra/template.yaml',
  region: { startLine: 7, startColumn: 5, endLine: 7, endColumn: 12 },
  logicalId: 'Logs',
  resourceType: 'AWS::Logs::LogGroup',
  property: 'RetentionInDays',
  problem: 'the log group has no retention',
  why: 'It costs.',
  fix: 'Set it.',
  fingerprint: '7f'.repeat(32),
};
const MESSAGE = 'Shop/Logs: the log group has no retention (RetentionInDays). It costs. Set it.';

// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
it('GitHub: a workflow command for each finding, at its place', () => {
  expect(githubReport([FINDING])).toBe(
    `::error file=infra/template.yaml,line=7,col=5,endColumn=12,title=tailgate log-group-without-retention::${MESSAGE}\n`,
  );
});

it('GitHub: the line of the CDK app instead of the template', () => {
  const [line] = githubReport([{ ...FINDING, level: 'warning', source: { path: 'lib/shop.ts', line: 3 } }])
    .split('::', 2)
    .slice(1);
  expect(line).toBe('warning file=lib/shop.ts,line=3,title=tailgate log-group-without-retention');
});

// https://github.com/actions/toolkit/blob/main/packages/core/__tests__/command.test.ts escapes %, CR, LF, and in properties : and ,
it('GitHub: text of a template ends neither the command nor a property', () => {
  const { path: _, region: __, ...finding } = FINDING;
  const report = githubReport([{ ...finding, path: 'a,b:c%.yaml', problem: '100%\r\n::error::forged' }]);
  expect(report).toBe(
    '::error file=a%2Cb%3Ac%25.yaml,title=tailgate log-group-without-retention::Shop/Logs: 100%25%0D%0A::error::forged (RetentionInDays). It costs. Set it.\n',
  );
});

// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
it('GitLab: the members that Code Quality requires, and a fingerprint that does not depend on the line', () => {
  const [issue, moved] = JSON.parse(
    gitlabReport([FINDING, { ...FINDING, region: { startLine: 9, startColumn: 1, endLine: 9, endColumn: 2 } }]),
  );
  expect(issue).toEqual({
    description: MESSAGE,
    check_name: 'log-group-without-retention',
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    severity: 'major',
    location: { path: 'infra/template.yaml', lines: { begin: 7 } },
  });
  expect(moved).toEqual({ ...issue, location: { path: 'infra/template.yaml', lines: { begin: 9 } } });
});

const rulesOf = (...ids: string[]): Rule[] => RULES.filter(({ id }) => ids.includes(id));

// https://github.com/testmoapp/junitxml describes what CI systems read. GitLab reads only the text of a failure, not its message:
// https://github.com/gitlabhq/gitlabhq/blob/master/lib/gitlab/ci/parsers/test/junit.rb
it('JUnit: a suite for each stack, a test for each rule, and findings as failures', () => {
  const report = junitReport([FINDING], {
    stacks: ['Shop', 'Other'],
    rules: rulesOf('log-group-without-retention', 'execution-log-off'),
    fails: () => true,
  });
  expect(report).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="tailgate" tests="4" failures="1" errors="0" skipped="0">
  <testsuite name="Shop" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="Shop" name="execution-log-off"/>
    <testcase classname="Shop" name="log-group-without-retention">
      <failure message="infra/template.yaml:7: Shop/Logs: the log group has no retention (RetentionInDays)" type="error">infra/template.yaml:7: Shop/Logs: the log group has no retention (RetentionInDays)
It costs. Set it.</failure>
    </testcase>
  </testsuite>
  <testsuite name="Other" tests="2" failures="0" errors="0" skipped="0">
    <testcase classname="Other" name="execution-log-off"/>
    <testcase classname="Other" name="log-group-without-retention"/>
  </testsuite>
</testsuites>
`);
});

it('JUnit: acknowledged findings are skipped, warnings that do not fail are output, and XML is escaped', () => {
  const options = {
    stacks: ['Shop'],
    rules: rulesOf('log-group-without-retention'),
    fails: (level: Level) => level === 'error',
  };
  expect(junitReport([{ ...FINDING, acknowledged: 'an <audit> "10"' }], options)).toContain(
    '<skipped message="an &lt;audit&gt; &quot;10&quot;"/>',
  );
  const warning: LocatedFinding = {
    ...FINDING,
    rule: 'function-text-log-format',
    level: 'warning',
    problem: '</a>&\u0000\ud800',
  };
  expect(junitReport([warning], { ...options, rules: rulesOf('function-text-log-format') })).toContain(
    '<system-out>infra/template.yaml:7: Shop/Logs: &lt;/a&gt;&amp;\ufffd\ufffd (RetentionInDays)</system-out>',
  );
});

// https://www.w3.org/TR/xml/#AVNormalize: a parser reads a line break in an attribute as a space.
it('JUnit: counts several findings of a rule as one failure, and keeps line breaks of attributes', () => {
  const other = { ...FINDING, logicalId: 'Other\n"' };
  const options = { stacks: ['Shop', 'Shop'], rules: rulesOf('log-group-without-retention'), fails: () => true };
  const report = junitReport([other, FINDING], options);
  expect(report).toContain('tests="1" failures="1"');
  expect(report).toContain('message="2 findings, such as infra/template.yaml:7: Shop/Other&#10;&quot;: the log group');
  expect(report).toContain('\ninfra/template.yaml:7: Shop/Logs: the log group has no retention (RetentionInDays)\n');
});

describe('SARIF', () => {
  const sarif = (findings: LocatedFinding[]) =>
    (JSON.parse(sarifReport(findings, { rules: RULES, version: '1.2.3' })) as Log).runs[0];

  // https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
  it('has the documentation of each rule in Markdown, as on the page of all rules', () => {
    const rules = sarif([])?.tool.driver.rules ?? [];
    expect(rules).toHaveLength(RULES.length);
    const page = rulesPage(RULES);
    for (const { help, helpUri } of rules) {
      expect(help?.markdown).toMatch(/Fix:.*Wrong:\n\n```yaml\n.*Right:\n\n```yaml\n/s);
      expect(page).toContain(help?.markdown);
      expect(helpUri).toMatch(/^https:/);
    }
  });

  // OASIS, SARIF 2.1.0, 3.14.27: results of text files need the unit of columns; 3.11.5 and 3.11.6: placeholders and links.
  it('names the unit of columns, and text of a template is neither a link nor a placeholder', () => {
    const run = sarif([{ ...FINDING, problem: '[a](https://b.example) {0} {x}' }]);
    expect(run?.columnKind).toBe('utf16CodeUnits');
    expect(run?.results?.[0]?.message.text).toContain('[a] (https://b.example) {{0}} {x}');
  });

  it('places a finding at the line of the CDK app, which is in the repository, and relates the template', () => {
    const [result] = sarif([{ ...FINDING, source: { path: 'lib/shop.ts', line: 3 } }])?.results ?? [];
    expect(result?.locations).toMatchObject([
      { physicalLocation: { artifactLocation: { uri: 'lib/shop.ts' }, region: { startLine: 3 } } },
    ]);
    expect(result?.relatedLocations).toMatchObject([
      { physicalLocation: { artifactLocation: { uri: 'infra/template.yaml' }, region: { startLine: 7 } } },
    ]);
  });
});

it('the name of a CDK resource is its construct path', () => {
  const text = 'Shop/Api/Logs/Resource: the log group has no retention';
  const findings = [{ ...FINDING, constructPath: 'Shop/Api/Logs/Resource' }];
  expect(githubReport(findings)).toContain(`::${text}`);
  expect(JSON.parse(gitlabReport(findings))[0].description).toContain(text);
});

describe('text', () => {
  it('breaks lines between words on a terminal', () => {
    const long = {
      ...FINDING,
      constructPath: 'Shop/Notes/Api/Logs/Resource',
      source: { path: 'lib/shop.ts', line: 3 },
      why: 'Storage costs grow every month, and personal data is never deleted.',
    };
    expect(textReport([long], { color: false, width: 50 })).toBe(`error  log-group-without-retention
  RetentionInDays: the log group has no retention
    - Shop/Logs  AWS::Logs::LogGroup
        Shop/Notes/Api/Logs/Resource
        lib/shop.ts:3  infra/template.yaml:7
  why Storage costs grow every month, and personal
      data is never deleted.
  fix Set it.
`);
  });

  // https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
  it('text of a template starts no line, and contains no workflow command of the older form', () => {
    const problem = 'a\n::error::forged\r##[error]forged\u001b[31m';
    const report = safeOutput(
      textReport([{ ...FINDING, stack: '::error::x', problem }], { color: false }),
      'text',
      false,
    );
    expect(report).not.toMatch(/^\s*::/m);
    expect(report).not.toContain('##[');
    expect(report).toContain('\\x1b[31m');
  });
});

it.each(RULES)('--explain $id has the reason, all fixes, the examples and the source', (rule) => {
  const text = explainRule(rule, { color: false });
  const fixes = typeof rule.fix === 'string' ? [rule.fix] : Object.values(rule.fix);
  for (const part of [rule.summary, rule.why, ...fixes, rule.source]) expect(text).toContain(part);
  const indented = (yaml: string) => exampleText(yaml).replace(/^(?=.)/gm, '  ');
  expect(text).toContain(indented(rule.examples.wrong));
  expect(text).toContain(`\nRight\n${indented(rule.examples.right)}\n`);
  expect(explainRule(rule, { color: false, width: 80 }).split('\n\nWrong')[0]).not.toMatch(/^(?= *\S+ ).{81,}$/m);
});
