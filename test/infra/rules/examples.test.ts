import { describe, expect, it } from 'vitest';
import { RULES } from '../../../infra/rules/rules.ts';
import { findingsIn } from './check-rule.ts';

describe.each(RULES.map((rule) => [rule.id, rule] as const))('the examples of %s', (id, rule) => {
  const { wrong, right, settings } = rule.examples;

  it('have one finding in the wrong template, and nothing in the right one', () => {
    expect(findingsIn(wrong, [rule], settings).map((finding) => finding.rule)).toEqual([id]);
    expect(findingsIn(right, [rule], settings)).toEqual([]);
  });

  it('are short, and have a source', () => {
    for (const yaml of [wrong, right]) expect(yaml.split('\n').length).toBeLessThan(25);
    expect(rule.source).toMatch(/^https:\/\//);
  });
});
