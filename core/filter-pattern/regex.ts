import {
  ANY_CHARACTER,
  BEYOND_ASCII,
  type CharacterSet,
  characterRange,
  complement,
  namedSet,
  oneCharacter,
  union,
} from './character-set.ts';

/** A regular expression of the service's dialect. It has no groups, so it is one or several chains of items, of which
 *  one has to match.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html */
export type RegexProgram = readonly Chain[];

/** The items are matched one after the other. */
export type Chain = readonly Item[];

/** `start` and `end` are the anchors. A `character` takes one of its set, or none at all when it is `optional`; a
 *  `repeated` one takes any number. */
export type Item =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'character'; readonly set: CharacterSet; readonly times: 'once' | 'optional' | 'repeated' };

/** What cannot be run as a regular expression; the message says why. */
export class RegexSyntaxError extends Error {
  override name = 'RegexSyntaxError';
}

/** Highest bound of a repetition, and items in all once the repetitions are written out. The service names no such
 *  limits; ours bound the work for each character of a line. */
export const MAX_REPETITION = 1000;
export const MAX_ITEMS = 2000;

const QUANTIFIER = /[*+?]|\{(?:(\d+)(,)?(\d*)|,(\d+))\}/y;
const HEX_ESCAPE = /\\x([0-9A-Fa-f]{2})/y;
const CONTROL_ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

/** Reads what stands between the percent signs.
 *  @throws RegexSyntaxError when it is no regular expression, or none that the service supports. */
export function parseRegex(source: string): RegexProgram {
  return new RegexParser(source).parse();
}

interface Repetition {
  readonly least: number;
  readonly most: number;
}

class RegexParser {
  private readonly source: string;
  private at = 0;
  private items = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** regex = chain { "|" chain } */
  parse(): RegexProgram {
    if (this.source === '') throw new RegexSyntaxError('it is empty.');
    const program = [this.readChain()];
    while (this.take('|')) program.push(this.readChain());
    return program;
  }

  /** chain = { "^" | "$" | character [ quantifier ] } */
  private readChain(): Chain {
    const chain: Item[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|') {
      if (this.take('^')) chain.push(this.count({ kind: 'start' }));
      else if (this.take('$')) chain.push(this.count({ kind: 'end' }));
      else this.addRepeated(chain, this.readSet(), this.readQuantifier());
    }
    return chain;
  }

  /** Writes the repetition out: a{2,3} is a, a and an optional a; a+ is a and a repeated a. */
  private addRepeated(chain: Item[], set: CharacterSet, { least, most }: Repetition): void {
    for (let count = 0; count < least; count += 1) chain.push(this.count({ kind: 'character', set, times: 'once' }));
    if (most === Number.POSITIVE_INFINITY) {
      chain.push(this.count({ kind: 'character', set, times: 'repeated' }));
      return;
    }
    for (let count = least; count < most; count += 1) {
      chain.push(this.count({ kind: 'character', set, times: 'optional' }));
    }
  }

  private count(item: Item): Item {
    this.items += 1;
    if (this.items > MAX_ITEMS) {
      throw new RegexSyntaxError(`with its repetitions written out it has more than ${MAX_ITEMS} characters to match.`);
    }
    return item;
  }

  /** quantifier = ( "*" | "+" | "?" | "{" m "}" | "{" m "," [ n ] "}" | "{" "," n "}" ) [ "?" ]. The "?" behind it makes it
   *  take as little as it can, which changes where a match ends, never whether there is one. */
  private readQuantifier(): Repetition {
    const quantifier = this.matchHere(QUANTIFIER);
    if (quantifier === undefined) return { least: 1, most: 1 };
    const repetition = repetitionOf(quantifier);
    if (repetition.least > repetition.most)
      throw new RegexSyntaxError(`${quantifier[0]} asks for more than it allows.`);
    const highest = repetition.most === Number.POSITIVE_INFINITY ? repetition.least : repetition.most;
    if (highest > MAX_REPETITION) throw new RegexSyntaxError(`${quantifier[0]} goes beyond ${MAX_REPETITION}.`);
    this.take('?');
    return repetition;
  }

  /** character = "." | "[" class "]" | "\" escape | any other */
  private readSet(): CharacterSet {
    const character = this.source[this.at] ?? '';
    if ('*+?{'.includes(character)) throw new RegexSyntaxError(`there is nothing that ${character} could repeat.`);
    if (this.take('.')) return ANY_CHARACTER;
    if (this.take('[')) return this.readClass();
    return this.readCharacter();
  }

  /** class = [ "^" ] { character [ "-" character ] }; a "]" right at the beginning is a character. */
  private readClass(): CharacterSet {
    const negated = this.take('^');
    const sets: CharacterSet[] = [];
    while (sets.length === 0 || !this.take(']')) {
      if (this.at >= this.source.length) throw new RegexSyntaxError('a [ is not closed.');
      sets.push(this.readClassMember());
    }
    const set = union(sets);
    return negated ? complement(set) : set;
  }

  private readClassMember(): CharacterSet {
    const from = this.at;
    const first = this.readCharacter();
    const behind = this.source[this.at + 1];
    const isRange = this.source[this.at] === '-' && behind !== undefined && behind !== ']' && isSingle(first);
    if (!isRange) return first;
    this.at += 1;
    const last = this.readCharacter();
    if (!isSingle(last) || first.indexOf(true) > last.indexOf(true)) {
      throw new RegexSyntaxError(
        `[${this.source.slice(from, this.at)}] does not range from a character to a later one.`,
      );
    }
    return characterRange(first.indexOf(true), last.indexOf(true));
  }

  private readCharacter(): CharacterSet {
    const hex = this.matchHere(HEX_ESCAPE);
    if (hex !== undefined) return this.hexCharacter(hex);
    if (!this.take('\\')) return this.literal();
    const escaped = this.source[this.at];
    if (escaped === undefined) throw new RegexSyntaxError('nothing stands behind the last \\.');
    this.at += 1;
    const set = namedSet(escaped);
    if (set !== undefined) return set;
    const literal = CONTROL_ESCAPES[escaped] ?? escaped;
    if (/[A-Za-z0-9]/.test(literal)) throw new RegexSyntaxError(`\\${escaped} is not supported.`);
    return oneCharacter(literal.charCodeAt(0));
  }

  private literal(): CharacterSet {
    const code = this.source.charCodeAt(this.at);
    if (code >= BEYOND_ASCII) throw new RegexSyntaxError('it has a character beyond ASCII.');
    this.at += 1;
    return oneCharacter(code);
  }

  private hexCharacter(match: RegExpExecArray): CharacterSet {
    const code = Number.parseInt(match[1] ?? '', 16);
    if (code > 0x7f) throw new RegexSyntaxError(`${match[0]} is no ASCII character.`);
    return oneCharacter(code);
  }

  private take(character: string): boolean {
    const found = this.source[this.at] === character;
    if (found) this.at += 1;
    return found;
  }

  private matchHere(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    const match = sticky.exec(this.source) ?? undefined;
    this.at += match?.[0].length ?? 0;
    return match;
  }
}

function repetitionOf([text, least, comma, most, mostAlone]: RegExpExecArray): Repetition {
  if (text === '*') return { least: 0, most: Number.POSITIVE_INFINITY };
  if (text === '+') return { least: 1, most: Number.POSITIVE_INFINITY };
  if (text === '?') return { least: 0, most: 1 };
  if (mostAlone !== undefined) return { least: 0, most: Number(mostAlone) };
  if (comma === undefined) return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most ? Number(most) : Number.POSITIVE_INFINITY };
}

function isSingle(set: CharacterSet): boolean {
  return set.filter(Boolean).length === 1;
}
