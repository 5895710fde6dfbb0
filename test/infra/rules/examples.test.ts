import { describe, expect, it } from 'vitest';
import { fixFor } from '../../../infra/rules/rule.ts';
import { RULES } from '../../../infra/rules/rules.ts';
import { findingsIn } from './check-rule.ts';

describe.each(RULES.map((rule) => [rule.id, rule] as const))('the examples of %s', (id, rule) => {
  const { wrong, right, settings } = rule.examples;

  it('have one finding in the wrong template, and nothing in the right one', () => {
    expect(findingsIn(wrong, [rule], settings).map((finding) => finding.rule)).toEqual([id]);
    expect(findingsIn(right, [rule], settings)).toEqual([]);
  });

  it('differ in what the fix for the template names', () => {
    const keys = changedKeys(wrong, right);
    const fixes = [fixFor('sam', rule.fix), fixFor('cloudformation', rule.fix)].join(' ');
    expect(keys.filter((key) => fixes.includes(key))).not.toEqual([]);
  });

  it('are short, and have a source', () => {
    for (const yaml of [wrong, right]) expect(yaml.split('\n').length).toBeLessThan(25);
    expect(rule.source).toMatch(/^https:\/\//);
  });
});

/** The keys in the lines that only one of the two examples has, and the key of the list or object that contains such a line. */
function changedKeys(wrong: string, right: string): string[] {
  const [before, after] = [wrong.split('\n'), right.split('\n')];
  const changedLines = (lines: string[], others: string[]) =>
    lines.flatMap((line, index) => (others.includes(line) ? [] : [line, parentOf(lines, index)]));
  const changed = [...changedLines(after, before), ...changedLines(before, after)];
  return changed.flatMap((line) => line.match(/\w+(?=:)|AWS::[\w:]*\w/g) ?? []);
}

function parentOf(lines: readonly string[], index: number): string {
  const indent = (line = '') => line.search(/\S/);
  return lines.slice(0, index).findLast((line) => indent(line) < indent(lines[index])) ?? '';
}
