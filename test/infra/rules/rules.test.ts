import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../infra/rules/rules.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

it('each rule has a different id', () => {
  expect(new Set(RULES.map((rule) => rule.id)).size).toBe(RULES.length);
});

it('every rule file is in the list', () => {
  const files = readdirSync(join(ROOT, 'infra', 'rules'))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /^export .*: Rule (?:=|\{)/m.test(readFileSync(join(ROOT, 'infra', 'rules', file), 'utf8')))
    .map((file) => file.replace(/\.ts$/, ''));
  expect(RULES.map((rule) => rule.id).sort()).toEqual(files.sort());
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has an id in kebab-case, a summary, a reason, a fix, tests and its name in the README', () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(rule.summary).toMatch(/^[a-z].*[^.]$/);
    expect(rule.why).toMatch(/\.$/);
    for (const fix of typeof rule.fix === 'string' ? [rule.fix] : Object.values(rule.fix)) expect(fix).toMatch(/\.$/);
    expect(existsSync(join(import.meta.dirname, `${id}.test.ts`))).toBe(true);
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`\`${id}\``);
  });
});
