/** For each ASCII code, whether the character is in the set. The entry `BEYOND_ASCII` is for all other characters together: a
 *  regular expression of the service has only ASCII characters, so it cannot distinguish them. */
export type CharacterSet = readonly boolean[];

/** The index in a `CharacterSet` of all characters that are not ASCII. */
export const BEYOND_ASCII = 128;

/** The character sets of the escapes `\d`, `\w` and `\s`. The same letter in upper case means all other characters. */
const NAMED_SETS: Readonly<Record<string, RegExp>> = { d: /[0-9]/, w: /[A-Za-z0-9_]/, s: /[ \t\n\r\f\v]/ };

export const ANY_CHARACTER: CharacterSet = new Array(BEYOND_ASCII + 1).fill(true);

export function oneCharacter(code: number): CharacterSet {
  return characterRange(code, code);
}

/** The characters from `first` to `last`, both inclusive. */
export function characterRange(first: number, last: number): CharacterSet {
  return ANY_CHARACTER.map((_, code) => code >= first && code <= last);
}

export function union(sets: readonly CharacterSet[]): CharacterSet {
  return ANY_CHARACTER.map((_, code) => sets.some((set) => set[code]));
}

export function complement(set: CharacterSet): CharacterSet {
  return set.map((contained) => !contained);
}

/** The set of `\d`, `\w` or `\s`, or of `\D`, `\W` or `\S`; undefined for any other letter. */
export function namedSet(letter: string): CharacterSet | undefined {
  const members = NAMED_SETS[letter.toLowerCase()];
  if (members === undefined) return undefined;
  const set = ANY_CHARACTER.map((_, code) => code < BEYOND_ASCII && members.test(String.fromCharCode(code)));
  return letter === letter.toLowerCase() ? set : complement(set);
}
