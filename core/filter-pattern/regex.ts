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

/** A regular expression in the service's dialect. The dialect has no groups, so an expression is a list of alternatives, and each
 *  alternative is a chain of items.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html */
export type RegexProgram = readonly Chain[];

/** Items that are matched one after the other. */
export type Chain = readonly Item[];

/** `start` and `end` are the anchors. A `character` matches one character of its set; with `optional`, one or none; with `repeated`, any
 *  number. */
export type Item =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'character'; readonly set: CharacterSet; readonly times: 'once' | 'optional' | 'repeated' };

/** A text that is not a regular expression, or not a supported one. The message says why. */
export class RegexSyntaxError extends Error {
  override name = 'RegexSyntaxError';
}

/** The maximum bound of a repetition, and the maximum number of items after all repetitions are expanded. The service does not
 *  document such limits; ours bound the work for each character of a line. */
export const MAX_REPETITION = 1000;
export const MAX_ITEMS = 2000;

const QUANTIFIER = /[*+?]|\{(?:(\d+)(,)?(\d*)|,(\d+))\}/y;
const HEX_ESCAPE = /\\x([0-9A-Fa-f]{2})/y;
const CONTROL_ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

/** Parses a regular expression, without its percent signs.
 *  @throws RegexSyntaxError when it is not a regular expression that the service supports. */
export function parseRegex(source: string): RegexProgram {
  return new RegexParser(source).parse();
}

interface Repetition {
  readonly min: number;
  readonly max: number;
}

class RegexParser {
  private readonly source: string;
  private at = 0;
  private items = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** EBNF: regex = chain { "|" chain } */
  parse(): RegexProgram {
    if (this.source === '') throw new RegexSyntaxError('it is empty.');
    const program = [this.readChain()];
    while (this.take('|')) program.push(this.readChain());
    return program;
  }

  /** EBNF: chain = { "^" | "$" | character [ quantifier ] } */
  private readChain(): Chain {
    const chain: Item[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|') {
      if (this.take('^')) chain.push(this.count({ kind: 'start' }));
      else if (this.take('$')) chain.push(this.count({ kind: 'end' }));
      else this.addRepeated(chain, this.readSet(), this.readQuantifier());
    }
    return chain;
  }

  /** Expands a repetition: a{2,3} becomes a, a and an optional a; a+ becomes a and a repeated a. */
  private addRepeated(chain: Item[], set: CharacterSet, { min, max }: Repetition): void {
    for (let count = 0; count < min; count += 1) chain.push(this.count({ kind: 'character', set, times: 'once' }));
    if (max === Number.POSITIVE_INFINITY) {
      chain.push(this.count({ kind: 'character', set, times: 'repeated' }));
      return;
    }
    for (let count = min; count < max; count += 1) {
      chain.push(this.count({ kind: 'character', set, times: 'optional' }));
    }
  }

  private count(item: Item): Item {
    this.items += 1;
    if (this.items > MAX_ITEMS) {
      throw new RegexSyntaxError(`it has more than ${MAX_ITEMS} characters when its repetitions are expanded.`);
    }
    return item;
  }

  /** EBNF: quantifier = ( "*" | "+" | "?" | "{" m "}" | "{" m "," [ n ] "}" | "{" "," n "}" ) [ "?" ]. A quantifier
   *  that "?" follows matches as little as possible. This changes where a match ends, but not whether the text matches. */
  private readQuantifier(): Repetition {
    const quantifier = this.matchHere(QUANTIFIER);
    if (quantifier === undefined) return { min: 1, max: 1 };
    const repetition = repetitionOf(quantifier);
    if (repetition.min > repetition.max)
      throw new RegexSyntaxError(`the minimum of ${quantifier[0]} is greater than its maximum.`);
    const highest = repetition.max === Number.POSITIVE_INFINITY ? repetition.min : repetition.max;
    if (highest > MAX_REPETITION)
      throw new RegexSyntaxError(`${quantifier[0]} repeats more than ${MAX_REPETITION} times.`);
    this.take('?');
    return repetition;
  }

  /** EBNF: character = "." | "[" class "]" | "\" escape | any other */
  private readSet(): CharacterSet {
    const character = this.source[this.at] ?? '';
    if ('*+?{'.includes(character)) throw new RegexSyntaxError(`${character} has nothing to repeat.`);
    if (this.take('.')) return ANY_CHARACTER;
    if (this.take('[')) return this.readClass();
    return this.readCharacter();
  }

  /** EBNF: class = [ "^" ] { character [ "-" character ] }; a "]" at the beginning is a character. */
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
    const next = this.source[this.at + 1];
    const isRange = this.source[this.at] === '-' && next !== undefined && next !== ']' && isSingle(first);
    if (!isRange) return first;
    this.at += 1;
    const last = this.readCharacter();
    if (!isSingle(last) || first.indexOf(true) > last.indexOf(true)) {
      throw new RegexSyntaxError(
        `[${this.source.slice(from, this.at)}] is not a range from a character to a later character.`,
      );
    }
    return characterRange(first.indexOf(true), last.indexOf(true));
  }

  private readCharacter(): CharacterSet {
    const hex = this.matchHere(HEX_ESCAPE);
    if (hex !== undefined) return this.hexCharacter(hex);
    if (!this.take('\\')) return this.literal();
    const escaped = this.source[this.at];
    if (escaped === undefined) throw new RegexSyntaxError('no character follows the last \\.');
    this.at += 1;
    const set = namedSet(escaped);
    if (set !== undefined) return set;
    const literal = CONTROL_ESCAPES[escaped] ?? escaped;
    if (/[A-Za-z0-9]/.test(literal)) throw new RegexSyntaxError(`\\${escaped} is not supported.`);
    return oneCharacter(literal.charCodeAt(0));
  }

  private literal(): CharacterSet {
    const code = this.source.charCodeAt(this.at);
    if (code >= BEYOND_ASCII) throw new RegexSyntaxError('it has a character that is not ASCII.');
    this.at += 1;
    return oneCharacter(code);
  }

  private hexCharacter(match: RegExpExecArray): CharacterSet {
    const code = Number.parseInt(match[1] ?? '', 16);
    if (code > 0x7f) throw new RegexSyntaxError(`${match[0]} is not an ASCII character.`);
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

function repetitionOf([text, min, comma, max, maxOnly]: RegExpExecArray): Repetition {
  if (text === '*') return { min: 0, max: Number.POSITIVE_INFINITY };
  if (text === '+') return { min: 1, max: Number.POSITIVE_INFINITY };
  if (text === '?') return { min: 0, max: 1 };
  if (maxOnly !== undefined) return { min: 0, max: Number(maxOnly) };
  if (comma === undefined) return { min: Number(min), max: Number(min) };
  return { min: Number(min), max: max ? Number(max) : Number.POSITIVE_INFINITY };
}

function isSingle(set: CharacterSet): boolean {
  return set.filter(Boolean).length === 1;
}
