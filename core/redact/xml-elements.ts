import { isHarmlessText } from '../harmless-value.ts';
import { isSecretName } from '../secret-name.ts';
import { isNameKey, isValueKey } from './pair-names.ts';
import { cutEnd, REDACTED, replaceSpans, type Span } from './spans.ts';

/** `<`, also as it is encoded in HTML, and in JSON of Go and .NET. */
const LESS = '(?:<|&lt;|(?<!\\\\)\\\\+u003[cC])';
const GREATER = '(?:>|&gt;|(?<!\\\\)\\\\+u003[eE])';

const START_TAG = new RegExp(`${LESS}((?:[\\w.-]{1,128}:)?([\\w.-]{1,128}))(?![\\w.-])`, 'g');
const END_TAG = new RegExp(`${LESS}/([\\w.:-]{1,257})`, 'g');
const ANY_TAG = new RegExp(LESS, 'g');
const TAG_END = new RegExp(`${GREATER}|${LESS}`, 'g');
const CDATA = new RegExp(`\\s{0,64}${LESS}!\\[CDATA\\[`, 'y');
/** The content of an element that names a pair, up to the tag of its value: `password</name><value>`. */
const NAME_THEN_VALUE = new RegExp(
  `\\s{0,64}([^<>&\\\\]{1,128})${LESS}/[\\w.:-]{1,257}\\s{0,8}${GREATER}(?:\\s|\\\\+[nrt]){0,64}(?=${LESS}(?:[\\w.-]{1,128}:)?([\\w.-]{1,128}))`,
  'y',
);
const ATTRIBUTE = /(?<![\w.:-])([\w.:-]{1,128})\s{0,8}=\s{0,8}(\\*["']|&quot;|\\+u002[27])/g;

const VALUE_START = /[\w$#@!%+/=*-]/;
const UNCLOSED_END = new RegExp(`${LESS}|[\\r\\n]`, 'g');

/** Redacts the content of XML elements with the name of a secret. The name may also be in an attribute (`<add key="password"
 *  value="…"/>`) or in the element before (`<name>password</name><value>…</value>`). The XML may be incomplete. */
export function redactXmlElements(text: string): string {
  ANY_TAG.lastIndex = 0;
  return ANY_TAG.test(text) ? replaceSpans(text, new ElementReader(text).read()) : text;
}

class ElementReader {
  readonly #text: string;
  readonly #spans: Span[] = [];
  /** The indexes of the end tags of each name, last first; read when the first one is needed. */
  #endTags: Map<string, number[]> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Span[] {
    /** The start of the element that holds the value of a pair. */
    let valueElementAt: number | undefined;
    START_TAG.lastIndex = 0;
    for (let match = START_TAG.exec(this.#text); match; match = START_TAG.exec(this.#text)) {
      const [whole, name = '', localName = ''] = match;
      const tag = this.#readTag(match.index + whole.length);
      if (tag === undefined) continue;
      const isNamed = this.#hideValueAttributes(tag);
      if (tag.isEmpty) continue;
      const isSecret = isSecretName(localName) || match.index === valueElementAt;
      if (isSecret || isNamed) {
        // After a word it is a type, not a tag: `Promise<Token>`.
        const mayBeCut = isSecret && !/[\w\]]/.test(this.#text.charAt(match.index - 1));
        START_TAG.lastIndex = this.#hideContent(name, tag.end, mayBeCut);
      } else if (isNameKey(localName)) valueElementAt = this.#valueElement(tag.end);
    }
    return this.#spans;
  }

  /** Reads the rest of a start tag; undefined when the tag has no end. */
  #readTag(attributesAt: number): Tag | undefined {
    TAG_END.lastIndex = attributesAt;
    const close = TAG_END.exec(this.#text);
    if (!close || !/^(?:>|&gt;|\\+u003e)$/i.test(close[0])) return undefined;
    const isEmpty = this.#text.charAt(close.index - 1) === '/';
    return { attributesAt, attributesEnd: close.index, end: close.index + close[0].length, isEmpty };
  }

  /** Hides the value attributes of a tag when another attribute names a secret. @returns whether one does. */
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
      else if ((isValueKey(name) || name === 'content') && from < to) {
        values.push({ start: attributesAt + from, end: attributesAt + to, mark: REDACTED });
      }
    }
    if (isNamed) this.#spans.push(...values);
    return isNamed;
  }

  /** Hides the content of an element.
   *  @param from the end of its start tag.
   *  @param mayBeCut whether the element has content also without an end tag.
   *  @returns the index at which to continue: harmless content may have other elements. */
  #hideContent(name: string, from: number, mayBeCut: boolean): number {
    const end = this.#endTag(name, from) ?? (mayBeCut ? this.#unclosedEnd(from) : from);
    if (from >= end || isHarmlessText(name, this.#text.slice(from, end))) return from;
    this.#spans.push({ start: from, end, mark: REDACTED });
    return end;
  }

  /** The end of the content of an element without an end tag: the text was cut off, or the tag is a placeholder, as in
   *  `<token> is missing`, and has no content. */
  #unclosedEnd(from: number): number {
    CDATA.lastIndex = from;
    if (CDATA.test(this.#text)) return cutEnd(this.#text);
    if (!VALUE_START.test(this.#text.charAt(from))) return from;
    UNCLOSED_END.lastIndex = from;
    return Math.min(UNCLOSED_END.exec(this.#text)?.index ?? this.#text.length, Math.max(from, cutEnd(this.#text)));
  }

  /** The index of the end tag of an element; undefined when it has none. */
  #endTag(name: string, from: number): number | undefined {
    this.#endTags ??= this.#readEndTags();
    const ends = this.#endTags.get(name);
    while (ends && (ends.at(-1) ?? from) < from) ends.pop();
    return ends?.at(-1);
  }

  #readEndTags(): Map<string, number[]> {
    const ends = new Map<string, number[]>();
    for (const { 1: name = '', index } of this.#text.matchAll(END_TAG)) {
      const indexes = ends.get(name);
      if (indexes) indexes.push(index);
      else ends.set(name, [index]);
    }
    // Last first: the next end tag is popped.
    for (const indexes of ends.values()) indexes.reverse();
    return ends;
  }

  /** The start of the next element when it holds the secret that this one names: `<name>password</name><value>`. */
  #valueElement(from: number): number | undefined {
    NAME_THEN_VALUE.lastIndex = from;
    const [, name = '', next = ''] = NAME_THEN_VALUE.exec(this.#text) ?? [];
    const isPair = isSecretName(name.trim()) && (isValueKey(next) || next === 'string');
    return isPair ? NAME_THEN_VALUE.lastIndex : undefined;
  }
}

interface Tag {
  readonly attributesAt: number;
  readonly attributesEnd: number;
  readonly end: number;
  /** The tag is also the end of its element: `<tag/>`. */
  readonly isEmpty: boolean;
}
