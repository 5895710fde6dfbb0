import { expect, it } from 'vitest';
import { githubReport } from '../../../cli/check/github-report.ts';
import { gitlabReport } from '../../../cli/check/gitlab-report.ts';
import { junitReport } from '../../../cli/check/junit-report.ts';
import type { LocatedFinding } from '../../../cli/check/located-finding.ts';
import type { Level, Rule } from '../../../infra/rules/rule.ts';
import { RULES } from '../../../infra/rules/rules.ts';

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

// https://github.com/testmoapp/junitxml
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
