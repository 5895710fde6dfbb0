import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../infra/rules/rules.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

it('no two rules have the same id', () => {
  expect(new Set(RULES.map((rule) => rule.id)).size).toBe(RULES.length);
});

it('every file of a rule is in the list', () => {
  const files = readdirSync(join(ROOT, 'infra', 'rules'))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) =>
      /^import .* from '\.\/rule\.ts';$/m.test(readFileSync(join(ROOT, 'infra', 'rules', file), 'utf8')),
    )
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => name !== 'rules' && name !== 'evaluate');
  expect(RULES.map((rule) => rule.id).sort()).toEqual(files.sort());
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('is named in kebab-case, says what it finds, why and the fix, and has its tests and its line in the README', () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(rule.summary).toMatch(/^[a-z].*[^.]$/);
    expect(rule.why).toMatch(/\.$/);
    expect(rule.fix).toMatch(/\.$/);
    expect(existsSync(join(import.meta.dirname, `${id}.test.ts`))).toBe(true);
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`| \`${id}\` |`);
  });
});
