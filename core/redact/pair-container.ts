import { isHarmlessText, isSecretName } from '../secret-name.ts';
import { isNameKey, isValueKey, isValueOf, type ListPlace } from './pair-names.ts';
import type { Span } from './spans.ts';
import { REDACTED } from './spans.ts';

/** A word, what stands in quotes, or a whole object or list: a piece of a text. */
export interface Atom {
  readonly start: number;
  readonly end: number;
  /** As it is written: empty for a word. */
  readonly quote: string;
  /** An object or a list. */
  readonly isWhole?: boolean;
}

/** A secret's name in a list, and what stands behind it. */
interface Candidate {
  readonly name: Atom;
  readonly index: number;
  readonly value: Atom;
}

/** What opened a frame: an object, a list, a tuple, or a text of its own (what stands in quotes, or all there is). */
export type Opening = '{' | '[' | '(' | 'text';

interface FrameOrigin {
  readonly quote?: string;
  readonly escapes?: number;
  readonly place?: ListPlace;
}

const NOWHERE: ListPlace = { isEntry: false, key: undefined };

/** An object, a list or a text that is being read, with what is known of its pairs. */
export class Frame {
  readonly opening: Opening;
  readonly start: number;
  /** Of a text: its quote as it is written, and how many backslashes stand before it. */
  readonly quote: string;
  readonly escapes: number;
  readonly #text: string;
  readonly #spans: Span[];
  readonly #place: ListPlace;

  /** The member that is being read: its key, and what its value consists of as yet. */
  #key: Atom | undefined;
  #first: Atom | undefined;
  #last: Atom | undefined;
  #beforeLast: Atom | undefined;

  #isFresh = true;
  #namesSecret = false;
  #values: { readonly value: Atom; readonly key: Atom }[] = [];
  readonly #seen = new Set<string>();

  #items = 0;
  #lastItem: Atom | undefined;
  readonly #candidates: Candidate[] = [];

  /** @param spans where the secrets of the frame are added. */
  constructor(
    text: string,
    spans: Span[],
    opening: Opening,
    start: number,
    { quote = '', escapes = 0, place = NOWHERE }: FrameOrigin = {},
  ) {
    this.#text = text;
    this.#spans = spans;
    this.opening = opening;
    this.start = start;
    this.quote = quote;
    this.escapes = escapes;
    this.#place = place;
  }

  /** The place of a list that opens here. */
  get place(): ListPlace {
    const key = this.#key;
    const isEntry = key === undefined && (this.#isList || (this.opening === 'text' && this.#isFresh));
    return { isEntry, key: key && this.#textOf(key) };
  }

  get #isList(): boolean {
    return this.opening === '[' || this.opening === '(';
  }

  add(atom: Atom): void {
    this.#isFresh = false;
    this.#first ??= atom;
    this.#beforeLast = this.#last;
    this.#last = atom;
  }

  /** A colon or an equals sign: what stands before it is a key, unless it is a part of a value. */
  separator(): void {
    const last = this.#last;
    if (last === undefined) return;
    if (this.#key !== undefined) {
      const end = this.#beforeLast;
      if (end === undefined) return;
      // The next key, after a blank: `name=password value=x`.
      this.#last = end;
      this.endMember();
    }
    this.#key = last;
    this.#clearValue();
  }

  /** The end of a line: what has no value yet, may have it on the next. */
  endLine(): void {
    if (this.#first !== undefined) this.endMember();
  }

  endMember(): void {
    const [key, first, last] = [this.#key, this.#first, this.#last];
    this.#key = undefined;
    this.#clearValue();
    if (first === undefined || last === undefined) return;
    const value = first === last || first.quote !== '' ? first : { start: first.start, end: last.end, quote: '' };
    if (key !== undefined) this.#member(key, value);
    else if (this.#isList) this.#item(value);
  }

  /** The end of the frame: lists tell only now how long they are. */
  close(): void {
    this.endMember();
    for (const { name, index, value } of this.#candidates) {
      const next = value.isWhole ? undefined : this.#textOf(value);
      if (isValueOf(this.#textOf(name), index, next, this.#items, this.#place)) this.#hide(value, name);
    }
  }

  #clearValue(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.#beforeLast = undefined;
  }

  #member(key: Atom, value: Atom): void {
    const keyText = this.#textOf(key);
    const isName = isNameKey(keyText);
    if (!isName && !isValueKey(keyText)) return;
    // The next pair, where nothing closes the one before.
    if (this.#seen.has(keyText)) this.#nextPair();
    this.#seen.add(keyText);
    if (!isName) this.#values.push({ value, key });
    else if (!value.isWhole && isSecretName(this.#textOf(value))) this.#namesSecret = true;
    if (!this.#namesSecret) return;
    for (const each of this.#values) this.#hide(each.value, each.key);
    this.#values = [];
  }

  #nextPair(): void {
    this.#seen.clear();
    this.#values = [];
    this.#namesSecret = false;
  }

  #item(item: Atom): void {
    const name = this.#lastItem;
    if (name !== undefined && name.quote !== '' && isSecretName(this.#textOf(name))) {
      this.#candidates.push({ name, index: this.#items - 1, value: item });
    }
    this.#lastItem = item;
    this.#items += 1;
  }

  /** @param model what is quoted as the value has to be: what stays JSON has a text in its place. */
  #hide({ start, end, quote, isWhole }: Atom, model: Atom): void {
    if (start >= end) return;
    const marks = quote === '' ? model.quote : '';
    if (quote === '' && !isWhole && isHarmlessText('', this.#text.slice(start, end))) return;
    this.#spans.push({ start, end, mark: `${marks}${REDACTED}${marks}` });
  }

  /** What no name is as long as, is cut. */
  #textOf({ start, end }: Atom): string {
    return this.#text.slice(start, Math.min(end, start + 256)).trim();
  }
}
