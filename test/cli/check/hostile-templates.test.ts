import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ResourceLocator } from '../../../cli/check/resource-locator.ts';
import type { StackTemplate } from '../../../core/template/assembly.ts';
import { readStacks } from '../../../core/template/read-stacks.ts';
import { noticeLines } from '../../../core/template/reading-notice.ts';
import { resolveStacks } from '../../../core/template/resolve.ts';
import { evaluate } from '../../../infra/rules/evaluate.ts';
import { RULES } from '../../../infra/rules/rules.ts';

const GROUP = 'AWS::Logs::LogGroup';
const NESTED = 'AWS::CloudFormation::Stack';
/** The time of `logs check` for each of these templates, without the fix: more than the age of the universe, or minutes. */
const MAX_CPU_MS = 3000;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, template: object): string {
  writeFileSync(join(directory, name), JSON.stringify(template));
  return join(directory, name);
}

/** What `logs check` does with a template, apart from the output. */
function check(path: string) {
  const start = process.cpuUsage();
  const stacks = readStacks(path);
  const findings = evaluate(stacks, RULES);
  const locator = new ResourceLocator(directory);
  for (const { template = '', logicalId, property } of findings) locator.region(template, logicalId, property);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(MAX_CPU_MS);
  return { stacks, findings, notices: stacks.flatMap(({ notices = [] }) => notices).map(({ problem }) => problem) };
}

function resolve(stacks: readonly StackTemplate[]) {
  const identify = ({ logicalId }: { readonly logicalId: string }) => ({ ref: logicalId, attribute: () => undefined });
  return resolveStacks(stacks, { region: 'eu-west-1', accountId: '1', identify });
}

const chain = (length: number, member: (next: string) => unknown, last: unknown) =>
  Object.fromEntries(
    Array.from({ length }, (_, index) => [`C${index}`, index === length - 1 ? last : member(`C${index + 1}`)]),
  );

it('conditions that each refer to the next one twice', () => {
  const both = (next: string) => ({ 'Fn::And': [{ 'Fn::Not': [{ Condition: next }] }, { Condition: next }] });
  for (const last of [{ 'Fn::Equals': ['a', 'b'] }, { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, 'a'] }]) {
    const path = write('conditions.json', {
      Conditions: chain(100, both, last),
      Resources: { A: { Type: GROUP, Condition: 'C0' }, B: { Type: GROUP } },
    });
    const { stacks, findings } = check(path);
    expect(findings.map(({ logicalId }) => logicalId)).toContain('B');
    expect(resolve(stacks).map(({ logicalId }) => logicalId)).toEqual(['B']);
  }
});

it('a chain of conditions that is longer than the call stack', () => {
  const not = (next: string) => ({ 'Fn::Not': [{ Condition: next }] });
  const path = write('chain.json', {
    Conditions: chain(5000, not, { 'Fn::Equals': ['a', 'b'] }),
    Resources: { A: { Type: GROUP, Condition: 'C0' } },
  });
  const { stacks, findings } = check(path);
  expect(findings).toHaveLength(1);
  expect(() => resolve(stacks)).toThrow(/a chain of more than 200 references leads to the condition C200/);
});

it('templates that each nest the next one twice, and pass a text twice', () => {
  for (let level = 29; level >= 0; level -= 1) {
    const Parameters = { P: { 'Fn::Join': ['', [{ Ref: 'P' }, { Ref: 'P' }, 'text']] } };
    const nested = { Type: NESTED, Properties: { TemplateURL: `n${level + 1}.json`, Parameters } };
    const Resources = level === 29 ? { A: { Type: GROUP } } : { A: nested, B: nested };
    write(`n${level}.json`, { Parameters: { P: { Type: 'String' } }, Resources });
  }
  const { stacks, notices } = check(join(directory, 'n0.json'));
  expect(stacks.length).toBeLessThanOrEqual(501);
  expect(notices).toContain('not read, because the stack has more than 500 nested stacks');
});

it('a file that is included many times', () => {
  write('large.json', Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`P${index}`, 'value'])));
  const include = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 'large.json' } } };
  const Properties = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`P${index}`, include]));
  const { notices } = check(write('includes.json', { Resources: { A: { Type: GROUP, Properties } } }));
  expect(notices).toContain('not read, because the template includes too much');
});

it('more notices than a function can have arguments', () => {
  const path = join(directory, 'repeated.yaml');
  writeFileSync(path, `Resources: { A: { Type: ${GROUP} } }\nX:\n${'  a: 1\n'.repeat(130_000)}`);
  const { stacks, notices } = check(path);
  expect(notices).toHaveLength(129_999);
  expect(noticeLines(stacks, (file) => file)).toHaveLength(101);
});

it('many resources, and variables without an end', () => {
  const Properties = { LogGroupName: { 'Fn::Sub': '${'.repeat(100_000) } };
  const groups = Array.from({ length: 5000 }, (_, index) => [`G${index}`, { Type: GROUP }]);
  const Resources = { ...Object.fromEntries(groups), A: { Type: GROUP, Properties } };
  expect(check(write('many.json', { Resources })).findings).toHaveLength(5001);
});
