import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Baseline } from '../../../cli/check/baseline.ts';
import type { Finding } from '../../../infra/rules/rule.ts';
import { RULES } from '../../../infra/rules/rules.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  file = join(folder, 'baseline.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const found = (finding: Partial<Finding> = {}): Finding => ({
  rule: 'execution-log-off',
  level: 'error',
  stack: 'shop',
  template: join(folder, 'shop.yaml'),
  logicalId: 'Stage',
  resourceType: 'AWS::ApiGateway::Stage',
  property: 'MethodSettings[0].LoggingLevel',
  problem: 'GET /a of the stage prod writes no execution log',
  why: '',
  fix: '',
  ...finding,
});

/** The findings that are new, and the number of fixed ones. */
function compare(before: readonly Finding[], after: readonly Finding[], rules = RULES) {
  Baseline.write(file, before);
  const { known, fixed } = Baseline.read(file).compare(after, rules);
  return { added: after.filter((finding) => !known.has(finding)), fixed };
}

it.each<[string, Partial<Finding>, Partial<Finding>]>([
  ['other words for the problem, as in a new version of Tailgate', {}, { problem: 'another text', why: 'x', fix: 'x' }],
  ['a new item before it in a list', {}, { property: 'MethodSettings[1].LoggingLevel' }],
  [
    'another hash in the logical id of the CDK',
    { constructPath: 'Shop/Api/Stage', logicalId: 'ApiStage1234' },
    { constructPath: 'Shop/Api/Stage', logicalId: 'ApiStageABCD' },
  ],
  [
    'another output folder of the CDK',
    { constructPath: 'Shop/Api/Stage', template: 'cdk.out/Shop.template.json' },
    { constructPath: 'Shop/Api/Stage', template: 'dist/Shop.template.json' },
  ],
  ['another name of the stack, as with a second template in the call', {}, { stack: 'a/shop' }],
])('a finding is known with %s', (_, before, after) => {
  expect(compare([found(before)], [found(after)])).toEqual({ added: [], fixed: 0 });
});

it.each<[string, Partial<Finding>]>([
  ['another rule', { rule: 'data-trace-without-reason' }],
  ['another resource', { logicalId: 'OtherStage' }],
  ['another property of the resource', { property: 'MethodSettings[0].MetricsEnabled' }],
  ['another template', { template: 'other/shop.yaml' }],
  ['another construct', { constructPath: 'Shop/Api/Stage' }],
])('a finding is new with %s', (_, after) => {
  const other = found(after);
  expect(compare([found()], [found(), other])).toEqual({ added: [other], fixed: 0 });
  expect(compare([found()], [other])).toEqual({ added: [other], fixed: 1 });
});

it('of several findings of a rule at one property, as many are known as the baseline contains', () => {
  const [first, second, third] = ['a', 'b', 'c'].map((problem) => found({ problem })) as [Finding, Finding, Finding];
  expect(compare([first, second], [first, second, third])).toEqual({ added: [third], fixed: 0 });
  expect(compare([first, second, third], [first])).toEqual({ added: [], fixed: 2 });
});

it('findings of rules that did not run are not fixed', () => {
  const rules = RULES.filter(({ id }) => id === 'data-trace-without-reason');
  expect(compare([found()], [], rules).fixed).toBe(0);
});

it('the file has no paths of this machine, is sorted, and does not depend on the order of the findings', () => {
  const findings = [found({ rule: 'log-group-without-retention', property: 'RetentionInDays' }), found(), found()];
  Baseline.write(file, findings);
  const text = readFileSync(file, 'utf8');
  expect(text).toBe(`{"version": 1, "findings": [
{"rule":"execution-log-off","resource":"shop.yaml#Stage","property":"MethodSettings[].LoggingLevel"},
{"rule":"execution-log-off","resource":"shop.yaml#Stage","property":"MethodSettings[].LoggingLevel"},
{"rule":"log-group-without-retention","resource":"shop.yaml#Stage","property":"RetentionInDays"}
]}
`);
  Baseline.write(file, findings.toReversed());
  expect(readFileSync(file, 'utf8')).toBe(text);
  Baseline.write(file, []);
  expect(readFileSync(file, 'utf8')).toBe('{"version": 1, "findings": []}\n');
  expect(Baseline.read(file).compare([found()], RULES)).toEqual({ known: new Set(), fixed: 0 });
});
