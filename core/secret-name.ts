import {
  countedTokens,
  keyOwners,
  looseNames,
  pagingTokens,
  secretEndings,
  secretNames,
  valueWords,
} from './secret-words.ts';

/** What the value of a name must look like to be a secret. Names such as `pin` and `tokens` also have harmless values.
 *  - `secret`: any value
 *  - `plural`: any value except a number, which is a count
 *  - `pin`, `cvv`, `card`, `ssn`: digits
 *  - `code`: a text with digits
 *  - `random`: a text that looks random */
export type SecretKind = 'secret' | 'plural' | 'pin' | 'cvv' | 'card' | 'ssn' | 'code' | 'random';

/** A longer text is not a name. */
const MAX_NAME_LENGTH = 128;

const SECRET_NAME = new RegExp(`^(?:${secretNames.join('|')})$`);
const SECRET_ENDING = new RegExp(`(?:${secretEndings.join('|')}|(?:${keyOwners.join('|')})key)$`);
const PLURAL_ENDING =
  /(?:tokens|secrets|passwords|passwds|passphrases|passcodes|credentials|creds|cookies|jwts|(?:api|secret|private|access|encryption|signing)keys)$/;
const HARMLESS_TOKEN = new RegExp(`(?:${pagingTokens.join('|')})tokens?$|(?:${countedTokens.join('|')})tokens$`);
const LOOSE_NAMES = Object.entries(looseNames).map(
  ([kind, pattern]) => [kind as SecretKind, new RegExp(`(?:${pattern})$`)] as const,
);
/** `pass` as the last word: `DB_PASS`, but not `bypass` or `firstPass`. */
const PASS_WORD =
  /^(?!(?:low|high|band|all|render|first|second|last|single|multi|one|two|season|boarding|test|tests|x)$)[a-z\d]+$/;

/** Headers whose value may contain spaces, commas and semicolons, up to the end of the line. */
const WHOLE_LINE_NAME = /(?:authorization|cookies?)$/;

/** Whether a key, header or parameter with this name may hold a secret: `Authorization`, `client_secret`, `apiKey`, `pin`.
 *  `isHarmlessText` and `isHarmlessValue` evaluate the value. */
export function isSecretName(name: string): boolean {
  return secretKind(name) !== undefined;
}

/** Which values of this name are secret; undefined for names of values that are not secret. */
export function secretKind(name: string): SecretKind | undefined {
  if (name.length > MAX_NAME_LENGTH) return undefined;
  let kind = cache.get(name);
  if (kind === undefined) {
    kind = readKind(name) ?? 'none';
    if (cache.size >= MAX_CACHED_NAMES) cache.clear();
    // The key is a copy: a substring would keep its whole text in memory.
    cache.set(Buffer.from(name, 'utf16le').toString('utf16le'), kind);
  }
  return kind === 'none' ? undefined : kind;
}

/** Log lines repeat a small number of names. */
const cache = new Map<string, SecretKind | 'none'>();
const MAX_CACHED_NAMES = 2000;

/** Whether the value of this header may contain spaces and separators, up to the end of the line. */
export function hasWholeLineValue(name: string): boolean {
  return WHOLE_LINE_NAME.test(wordsOf(name).join(''));
}

function readKind(name: string): SecretKind | undefined {
  const words = wordsOf(name);
  const whole = words.join('');
  if (SECRET_NAME.test(whole)) return 'secret';
  const core = withoutValueWords(words);
  const joined = core.join('');
  if (HARMLESS_TOKEN.test(joined)) return undefined;
  if (SECRET_ENDING.test(joined) || isPassWord(core)) return 'secret';
  if (PLURAL_ENDING.test(joined)) return 'plural';
  return LOOSE_NAMES.find(([, pattern]) => pattern.test(`_${core.join('_')}`))?.[0];
}

/** The words of a name, in lower case and without the numbers at their end: `newPassword2` has the words `new` and `password`. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => word.replace(/(?<=[a-z])\d+$/, ''))
    .filter((word) => /[a-z]/.test(word));
}

/** Without the words at the end after which the value is still the secret: `passwordHash`, `token_value`, `apiKeyForAnn`. */
function withoutValueWords(words: readonly string[]): readonly string[] {
  const preposition = words.findIndex((word, index) => index > 0 && /^(?:for|of|from)$/.test(word));
  let end = preposition === -1 ? words.length : preposition;
  while (end > 1) {
    const word = words[end - 1] as string;
    const isHeader = word === 'header' && /^(?:authorization|cookies?)$/.test(words[end - 2] as string);
    if (!isHeader && !valueWords.has(word)) break;
    end -= 1;
  }
  return words.slice(0, end);
}

function isPassWord(words: readonly string[]): boolean {
  const last = words.at(-1);
  if (last === 'pass') return PASS_WORD.test(words.at(-2) ?? 'x');
  return last === 'pw' || last === 'psw';
}
