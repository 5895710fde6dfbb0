import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RULES } from '../../infra/rules/rules.ts';
import { RULES_PAGE, rulesPage } from '../../scripts/rules-page.ts';

it(`${RULES_PAGE} is current: run \`npm run docs:rules\``, () => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', RULES_PAGE), 'utf8')).toBe(rulesPage(RULES));
});
