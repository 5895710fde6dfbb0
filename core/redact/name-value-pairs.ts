import { Container, type ContainerKind } from './pair-container.ts';
import { cutEnd, replaceSpans, type Span } from './spans.ts';
import { isFollowedBySeparator } from './value-end.ts';

/** The name of a secret that is not a key, because no separator follows it. Texts without such a name are not read. */
const NAME_AS_VALUE =
  /(?:auth|cookie|token|pass|pwd|secret|cred|jwt|key|sess|verifier|saml|signature|otp|pin|cvv|cvc|card|code|ssn|csrf|xsrf|phrase|mnemonic)[\w-]{0,24}(?![\w-])(?!(?:\\*["']|&\w{2,4};|\\+u002[27])?\s*[:=])/i;

/** Backslashes with the character that they escape (a quote, a line end, a Unicode quote), or a quote, punctuation, or a word. */
const TOKEN =
  /(\\+)(?:(["'`]|&(?:quot|apos|#3[49]);)|([nr])|(u002[27]))?|(["'`]|&(?:quot|apos|#3[49]);)|([{}[\](),;&:=\n\r])|[^\s\\"'`&{}[\](),;:=]+/g;

/** A prefix of a quoted string in Python: `b"…"`. */
const STRING_PREFIX = /^[bBuUrRfF]$/;

/** Brackets and quoted strings that nest deeper are not read. */
const MAX_CONTAINERS = 1000;
const MAX_NESTED_STRINGS = 32;
/** Where closing brackets are missing, one closing bracket ends at most this many additional containers. */
const MAX_UNCLOSED = 8;

const OPENING_BRACKETS: Readonly<Record<string, ContainerKind>> = { '}': '{', ']': '[', ')': '(' };

/** Redacts the values of pairs whose name is itself a value: `{"name":"password","value":"…"}` in any order and with other members
 *  between, `["password","…"]` in a list of pairs, and headers in a flat list. It reads JSON, also within JSON and cut off at any
 *  place, YAML, and the output of Python and Java. */
export function redactNameValuePairs(text: string): string {
  return NAME_AS_VALUE.test(text) ? replaceSpans(text, new PairReader(text).read()) : text;
}

/** Reads a text token by token, with a stack of the objects, lists and quoted strings that are open. */
class PairReader {
  readonly #text: string;
  readonly #spans: Span[] = [];
  /** The open containers, outermost first. The first is the whole text. */
  readonly #containers: Container[];
  /** The indexes in `#containers` of the quoted strings. */
  readonly #strings: number[] = [];
  /** The number of open brackets that nest too deeply to be read. */
  #tooDeep = 0;

  constructor(text: string) {
    this.#text = text;
    this.#containers = [new Container(text, this.#spans, 'text', 0)];
  }

  read(): Span[] {
    for (const match of this.#text.matchAll(TOKEN)) {
      const [token, backslashes = '', escapedQuote, lineEnd, unicodeQuote, quote, punctuation] = match;
      const start = match.index;
      if (escapedQuote ?? quote) this.#readQuote(start, backslashes.length, (escapedQuote ?? quote) as string);
      else if (unicodeQuote !== undefined) this.#readUnicodeQuote(start, token);
      else if (lineEnd !== undefined) this.#top.endLine();
      else if (punctuation !== undefined) this.#readPunctuation(start, punctuation);
      else if (backslashes === '' && !this.#isPrefix(start, token))
        this.#top.add({ start, end: start + token.length, quote: '' });
    }
    this.#closeDownTo(0, cutEnd(this.#text));
    this.#top.close();
    return this.#spans;
  }

  get #top(): Container {
    return this.#containers.at(-1) as Container;
  }

  /** A quote closes the innermost string that was opened by the same quote with the same number of backslashes. Otherwise it
   *  opens a string. */
  #readQuote(start: number, backslashes: number, quote: string): void {
    const at = start + backslashes;
    for (let index = this.#strings.length - 1; index >= 0; index -= 1) {
      const opened = this.#containers[this.#strings[index] as number] as Container;
      if (!opened.quote.endsWith(quote)) continue;
      const further = backslashes - opened.escapes;
      // A quote or backslash within the string has at least twice as many backslashes.
      if (further < 0 || further % (2 * (opened.escapes + 1)) !== 0) continue;
      if (quote === "'" && this.#isLetter(at + 1)) return;
      if (further > 0 && !isFollowedBySeparator(this.#text, at + quote.length)) return;
      this.#closeDownTo(this.#strings[index] as number, at - opened.escapes);
      return;
    }
    if (quote === "'" && this.#isApostrophe(at)) return;
    const end = at + quote.length;
    this.#openString(end, this.#text.slice(start, end), backslashes);
  }

  /** A quote that is written as `\u0022` or `\u0027`. */
  #readUnicodeQuote(start: number, quote: string): void {
    const index = this.#strings.findLastIndex((container) => this.#containers[container]?.quote === quote);
    if (index === -1) this.#openString(start + quote.length, quote, 0);
    else this.#closeDownTo(this.#strings[index] as number, start);
  }

  #readPunctuation(at: number, character: string): void {
    switch (character) {
      case ':':
      case '=':
        this.#top.addSeparator();
        break;
      case '\n':
      case '\r':
        this.#top.endLine();
        break;
      case '{':
      case '[':
      case '(':
        this.#open(at, character);
        break;
      case '}':
      case ']':
      case ')':
        this.#close(at, OPENING_BRACKETS[character] as ContainerKind);
        break;
      default:
        this.#top.endMember();
    }
  }

  #open(at: number, kind: ContainerKind): void {
    if (this.#containers.length >= MAX_CONTAINERS) {
      this.#tooDeep += 1;
      return;
    }
    const context = this.#top.listContext;
    this.#containers.push(new Container(this.#text, this.#spans, kind, at, { context }));
  }

  #openString(start: number, quote: string, escapes: number): void {
    if (this.#strings.length >= MAX_NESTED_STRINGS) return;
    this.#strings.push(this.#containers.length);
    this.#containers.push(new Container(this.#text, this.#spans, 'text', start, { quote, escapes }));
  }

  #close(at: number, kind: ContainerKind): void {
    if (this.#tooDeep > 0) {
      this.#tooDeep -= 1;
      return;
    }
    // A bracket within a quoted string does not close a container outside of it.
    const outermost = Math.max(this.#strings.at(-1) ?? 0, this.#containers.length - 1 - MAX_UNCLOSED);
    for (let index = this.#containers.length - 1; index > outermost; index -= 1) {
      if (this.#containers[index]?.kind !== kind) continue;
      this.#closeDownTo(index, at, at + 1);
      return;
    }
  }

  /** Closes the container at `index` and all containers within it that are open.
   *  @param end where the inner containers end. @param outerEnd where the container itself ends when it is an object or a list. */
  #closeDownTo(index: number, end: number, outerEnd = end): void {
    this.#tooDeep = 0;
    for (let at = this.#containers.length - 1; at >= Math.max(index, 1); at -= 1) {
      const closed = this.#containers.pop() as Container;
      closed.close();
      if (closed.kind === 'text') {
        this.#strings.pop();
        this.#top.add({ start: closed.start, end, quote: closed.quote });
      } else {
        this.#top.add({ start: closed.start, end: at === index ? outerEnd : end, quote: '', isContainer: true });
      }
    }
  }

  /** Whether a single quote is an apostrophe within a word. After the prefix `b` of Python it opens a string. */
  #isApostrophe(at: number): boolean {
    return this.#isLetter(at - 1) && (this.#isLetter(at - 2) || !STRING_PREFIX.test(this.#text.charAt(at - 1)));
  }

  #isPrefix(start: number, word: string): boolean {
    return STRING_PREFIX.test(word) && /["']/.test(this.#text.charAt(start + word.length));
  }

  #isLetter(at: number): boolean {
    return /\w/.test(this.#text.charAt(at));
  }
}
