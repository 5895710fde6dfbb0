/** Part of `npm run lint`: finds words that this project avoids because they are hard to understand. See CONTRIBUTING.md. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A word that is not used here, and what to write instead. */
interface AvoidedWord {
  readonly pattern: RegExp;
  readonly replacement: string;
}

const AVOIDED_WORDS: readonly AvoidedWord[] = [
  { pattern: /\bmend(s|ed|ing)?\b/gi, replacement: 'fix' },
  { pattern: /\b(who(so)?ever|nobody)\b/gi, replacement: 'the name of the person or thing' },
  { pattern: /\b(is|are) none\b/gi, replacement: '"is not a …" or "does not exist"' },
  { pattern: /\bso (many|often|long)\b(?! as\b)/gi, replacement: 'the number or the time' },
  { pattern: /\bin vain\b/gi, replacement: '"timeout" or "without success"' },
  { pattern: /\balone\b/gi, replacement: 'only' },
  { pattern: /\bfor want of\b/gi, replacement: 'without' },
  { pattern: /\bsees? to it\b/gi, replacement: 'ensures' },
  { pattern: /\bhand(s|ed|ing)? on\b/gi, replacement: 'forward' },
  { pattern: /\blet(s|ting)? in\b/gi, replacement: 'allow' },
  { pattern: /\bnot run here\b/gi, replacement: 'not supported locally' },
  { pattern: /\bgo(es)? before\b/gi, replacement: 'takes precedence over' },
  { pattern: /\bled astray\b/gi, replacement: 'misled' },
  { pattern: /\b(MOST|LONGEST|LARGEST|DEEPEST)_\w+/g, replacement: 'MAX_…' },
  {
    pattern: /\b\w*(waitedInVain|[nN]otRun|letsIn|[hH]opeMs|HOPE_MS|BELIEVED)\w*/g,
    replacement: 'a name in plain English',
  },
];

export interface AvoidedUse {
  /** Starts at 1. */
  readonly line: number;
  readonly word: string;
  readonly replacement: string;
}

/** The avoided words in a text, in order of their lines. */
export function findAvoidedWords(text: string): AvoidedUse[] {
  return text
    .split('\n')
    .flatMap((content, index) =>
      AVOIDED_WORDS.flatMap(({ pattern, replacement }) =>
        [...content.matchAll(pattern)].map(([word]) => ({ line: index + 1, word, replacement })),
      ),
    );
}

/** Texts that others wrote, and this list itself with its test. */
const NOT_CHECKED = [
  'LICENSE',
  'package-lock.json',
  'cdk.json',
  'test/events',
  'test/fixtures',
  'scripts/check-words.ts',
  'test/scripts/check-words.test.ts',
];

function main(): void {
  const root = join(import.meta.dirname, '..');
  const excluded = NOT_CHECKED.map((path) => `:!${path}`);
  const files = execFileSync('git', ['ls-files', '--', ...excluded], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => existsSync(join(root, file)));
  const uses = files.flatMap((file) =>
    findAvoidedWords(readFileSync(join(root, file), 'utf8')).map((use) => ({ ...use, file })),
  );
  for (const { file, line, word, replacement } of uses)
    console.error(`${file}:${line}: "${word}": write ${replacement}`);
  console.log(`Checked the words of ${files.length} files: ${uses.length} to replace.`);
  if (uses.length > 0) process.exitCode = 1;
}

if (import.meta.main) main();
