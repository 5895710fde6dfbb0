import { isHarmlessText, isSecretName } from '../secret-name.ts';
import { isNameKey, isValueKey } from './pair-names.ts';
import { cutEnd, REDACTED, replaceSpans, type Span } from './spans.ts';

/** `<`, also as HTML and JSON of Go and .NET write it in a text. */
const LESS = '(?:<|&lt;|(?<!\\\\)\\\\+u003[cC])';
const GREATER = '(?:>|&gt;|(?<!\\\\)\\\\+u003[eE])';

const START_TAG = new RegExp(`${LESS}((?:[\\w.-]{1,128}:)?([\\w.-]{1,128}))(?![\\w.-])`, 'g');
const END_TAG = new RegExp(`${LESS}/([\\w.:-]{1,257})`, 'g');
const ANY_TAG = new RegExp(LESS, 'g');
const TAG_END = new RegExp(`${GREATER}|${LESS}`, 'g');
const CDATA = new RegExp(`\\s{0,64}${LESS}!\\[CDATA\\[`, 'y');
/** Behind a tag that names a pair, its value's: `<name>password</name><value>`. */
const NAMED_NEXT = new RegExp(
  `\\s{0,64}([^<>&\\\\]{1,128})${LESS}/[\\w.:-]{1,257}\\s{0,8}${GREATER}(?:\\s|\\\\+[nrt]){0,64}(?=${LESS}(?:[\\w.-]{1,128}:)?([\\w.-]{1,128}))`,
  'y',
);
const ATTRIBUTE = /(?<![\w.:-])([\w.:-]{1,128})\s{0,8}=\s{0,8}(\\*["']|&quot;|\\+u002[27])/g;

const VALUE_START = /[\w$#@!%+/=*-]/;
const UNCLOSED_END = new RegExp(`${LESS}|[\\r\\n]`, 'g');

/** A text without the contents of XML's elements that name a secret, and of those that are named by an attribute (`<add
 *  key="password" value="…"/>`) or by the element before them. Takes tags as they come: it need not be whole. */
export function redactElements(text: string): string {
  ANY_TAG.lastIndex = 0;
  return ANY_TAG.test(text) ? replaceSpans(text, new ElementReader(text).read()) : text;
}

class ElementReader {
  readonly #text: string;
  readonly #spans: Span[] = [];
  /** Where the elements of each name end, the last first. */
  #ends: Map<string, number[]> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Span[] {
    /** The element that is the value of a pair. */
    let valueAt: number | undefined;
    START_TAG.lastIndex = 0;
    for (let match = START_TAG.exec(this.#text); match; match = START_TAG.exec(this.#text)) {
      const [whole, name = '', localName = ''] = match;
      const tag = this.#tag(match.index + whole.length);
      if (tag === undefined) continue;
      const isNamed = this.#hideValueAttributes(tag);
      if (tag.isEmpty) continue;
      const isSecret = isSecretName(localName) || match.index === valueAt;
      if (isSecret || isNamed) {
        // Behind a word it is a type: `Promise<Token>`.
        const mayBeCut = isSecret && !/[\w\]]/.test(this.#text.charAt(match.index - 1));
        START_TAG.lastIndex = this.#hideContent(name, tag.end, mayBeCut);
      } else if (isNameKey(localName)) valueAt = this.#valueElement(tag.end);
    }
    return this.#spans;
  }

  /** The rest of a start tag; undefined when it is none, or has no end. */
  #tag(attributesAt: number): Tag | undefined {
    TAG_END.lastIndex = attributesAt;
    const close = TAG_END.exec(this.#text);
    if (!close || !/^(?:>|&gt;|\\+u003e)$/i.test(close[0])) return undefined;
    const isEmpty = this.#text.charAt(close.index - 1) === '/';
    return { attributesAt, attributesEnd: close.index, end: close.index + close[0].length, isEmpty };
  }

  /** Hides what the attributes of a pair hold. @returns whether one of them says that the element is a secret. */
  #hideValueAttributes({ attributesAt, attributesEnd }: Tag): boolean {
    const attributes = this.#text.slice(attributesAt, attributesEnd);
    const values: Span[] = [];
    let isNamed = false;
    ATTRIBUTE.lastIndex = 0;
    for (let match = ATTRIBUTE.exec(attributes); match; match = ATTRIBUTE.exec(attributes)) {
      const [whole, name = '', quote = ''] = match;
      const from = match.index + whole.length;
      const closing = attributes.indexOf(quote, from);
      const to = closing === -1 ? attributes.length : closing;
      ATTRIBUTE.lastIndex = to;
      if (isNameKey(name)) isNamed ||= isSecretName(attributes.slice(from, to));
      else if (isValueKey(name) && from < to) {
        values.push({ start: attributesAt + from, end: attributesAt + to, mark: REDACTED });
      }
    }
    if (isNamed) this.#spans.push(...values);
    return isNamed;
  }

  /** Hides what stands between a start tag, which ends at `from`, and the end tag.
   *  @param mayBeCut whether there is content without an end tag, too. @returns where to read on. */
  #hideContent(name: string, from: number, mayBeCut: boolean): number {
    const end = this.#endTag(name, from) ?? (mayBeCut ? this.#unclosedEnd(from) : from);
    if (from < end && !isHarmlessText(name, this.#text.slice(from, Math.min(end, from + 16)))) {
      this.#spans.push({ start: from, end, mark: REDACTED });
    }
    return end;
  }

  /** The end of the content of an element without an end tag: it was cut off, or it is a word of a usage (`<token> is missing`). */
  #unclosedEnd(from: number): number {
    CDATA.lastIndex = from;
    if (CDATA.test(this.#text)) return cutEnd(this.#text);
    if (!VALUE_START.test(this.#text.charAt(from))) return from;
    UNCLOSED_END.lastIndex = from;
    return Math.min(UNCLOSED_END.exec(this.#text)?.index ?? this.#text.length, Math.max(from, cutEnd(this.#text)));
  }

  /** Where the element's end tag stands; undefined where there is none. */
  #endTag(name: string, from: number): number | undefined {
    this.#ends ??= this.#allEndTags();
    const ends = this.#ends.get(name);
    while (ends && (ends.at(-1) ?? from) < from) ends.pop();
    return ends?.at(-1);
  }

  #allEndTags(): Map<string, number[]> {
    const ends = new Map<string, number[]>();
    for (const { 1: name = '', index } of this.#text.matchAll(END_TAG)) {
      const ofName = ends.get(name);
      if (ofName) ofName.push(index);
      else ends.set(name, [index]);
    }
    // The next one is taken from the end.
    for (const ofName of ends.values()) ofName.reverse();
    return ends;
  }

  /** Where the element begins that holds what the element before it names: `<name>password</name><value>`. */
  #valueElement(from: number): number | undefined {
    NAMED_NEXT.lastIndex = from;
    const [, name = '', next = ''] = NAMED_NEXT.exec(this.#text) ?? [];
    const isPair = isSecretName(name.trim()) && (isValueKey(next) || next === 'string');
    return isPair ? NAMED_NEXT.lastIndex : undefined;
  }
}

interface Tag {
  readonly attributesAt: number;
  readonly attributesEnd: number;
  readonly end: number;
  /** `<tag/>` */
  readonly isEmpty: boolean;
}
