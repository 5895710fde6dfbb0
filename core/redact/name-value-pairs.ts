import { Frame, type Opening } from './pair-container.ts';
import { cutEnd, replaceSpans, type Span } from './spans.ts';
import { isFollowedBySign } from './value-end.ts';

/** A secret's name that is no key itself: only such a text is read in whole. */
const NAME_AS_VALUE =
  /(?:auth|authorization|cookies?|token|passw(?:or)?ds?|pass|passphrase|passcode|pwd|secret|credentials?|jwt|keys?|sessid|sessionid|verifier|samlresponse|signature)(?![\w-])(?!(?:\\*["']|&\w{2,4};|\\+u002[27])?\s*[:=])/i;

const TOKEN =
  /(\\+)(?:(["'`]|&(?:quot|apos|#3[49]);)|([nr])|(u002[27]))?|(["'`]|&(?:quot|apos|#3[49]);)|([{}[\](),;&:=\n\r])|[^\s\\"'`&{}[\](),;:=]+/g;

/** Python's, before a text in quotes. */
const STRING_PREFIX = /^[bBuUrRfF]$/;

/** What nests deeper is not looked into. */
const DEEPEST = 1000;
const DEEPEST_TEXT = 32;
/** So far up a bracket is looked for that closes. */
const MOST_UNCLOSED = 8;

const OPENING_OF: Readonly<Record<string, Opening>> = { '}': '{', ']': '[', ')': '(' };

/** A text without the values of pairs whose name is a value itself: `{"name":"password","value":"…"}`, in whatever order and with
 *  whatever between them, `["password","…"]` in lists of entries, and headers in a flat list. JSON inside of JSON, cut off
 *  anywhere, Python's and Java's ways to write it, and YAML are understood. */
export function redactPairs(text: string): string {
  return NAME_AS_VALUE.test(text) ? replaceSpans(text, new PairReader(text).read()) : text;
}

class PairReader {
  readonly #text: string;
  readonly #spans: Span[] = [];
  readonly #frames: Frame[];
  /** Where the texts stand among the frames. */
  readonly #texts: number[] = [];
  /** Brackets that were opened too deep. */
  #tooDeep = 0;

  constructor(text: string) {
    this.#text = text;
    this.#frames = [new Frame(text, this.#spans, 'text', 0)];
  }

  read(): Span[] {
    for (const match of this.#text.matchAll(TOKEN)) {
      const [token, backslashes = '', escapedQuote, lineEnd, unicodeQuote, quote, sign] = match;
      const start = match.index;
      if (escapedQuote ?? quote) this.#quote(start, backslashes.length, (escapedQuote ?? quote) as string);
      else if (unicodeQuote !== undefined) this.#codedQuote(start, token);
      else if (lineEnd !== undefined) this.#top.endLine();
      else if (sign !== undefined) this.#sign(start, sign);
      else if (backslashes === '' && !this.#isPrefix(start, token))
        this.#top.add({ start, end: start + token.length, quote: '' });
    }
    this.#closeDownTo(0, cutEnd(this.#text));
    this.#top.close();
    return this.#spans;
  }

  get #top(): Frame {
    return this.#frames.at(-1) as Frame;
  }

  /** A quote behind backslashes closes the text that it opened, with as many, or opens a text inside of that. */
  #quote(start: number, backslashes: number, quote: string): void {
    const at = start + backslashes;
    for (let index = this.#texts.length - 1; index >= 0; index -= 1) {
      const frame = this.#frames[this.#texts[index] as number] as Frame;
      if (!frame.quote.endsWith(quote)) continue;
      const further = backslashes - frame.escapes;
      // A backslash or a quote inside of the text comes with twice as many.
      if (further < 0 || further % (2 * (frame.escapes + 1)) !== 0) continue;
      if (quote === "'" && this.#isLetter(at + 1)) return;
      if (further > 0 && !isFollowedBySign(this.#text, at + quote.length)) return;
      this.#closeDownTo(this.#texts[index] as number, at - frame.escapes);
      return;
    }
    if (quote === "'" && this.#isApostrophe(at)) return;
    const end = at + quote.length;
    this.#openText(end, this.#text.slice(start, end), backslashes);
  }

  /** A quote by its code, `\u0022`. */
  #codedQuote(start: number, quote: string): void {
    const index = this.#texts.findLastIndex((each) => this.#frames[each]?.quote === quote);
    if (index === -1) this.#openText(start + quote.length, quote, 0);
    else this.#closeDownTo(this.#texts[index] as number, start);
  }

  #sign(at: number, sign: string): void {
    switch (sign) {
      case ':':
      case '=':
        this.#top.separator();
        break;
      case '\n':
      case '\r':
        this.#top.endLine();
        break;
      case '{':
      case '[':
      case '(':
        this.#open(at, sign);
        break;
      case '}':
      case ']':
      case ')':
        this.#close(at, OPENING_OF[sign] as Opening);
        break;
      default:
        this.#top.endMember();
    }
  }

  #open(at: number, opening: Opening): void {
    if (this.#frames.length >= DEEPEST) {
      this.#tooDeep += 1;
      return;
    }
    this.#frames.push(new Frame(this.#text, this.#spans, opening, at, { place: this.#top.place }));
  }

  #openText(start: number, quote: string, escapes: number): void {
    if (this.#texts.length >= DEEPEST_TEXT) return;
    this.#texts.push(this.#frames.length);
    this.#frames.push(new Frame(this.#text, this.#spans, 'text', start, { quote, escapes }));
  }

  #close(at: number, opening: Opening): void {
    if (this.#tooDeep > 0) {
      this.#tooDeep -= 1;
      return;
    }
    const least = Math.max(this.#texts.at(-1) ?? 0, this.#frames.length - 1 - MOST_UNCLOSED);
    for (let index = this.#frames.length - 1; index > least; index -= 1) {
      if (this.#frames[index]?.opening !== opening) continue;
      this.#closeDownTo(index, at, at + 1);
      return;
    }
  }

  /** Closes the frame at `index`, and before it all that was left open inside of it.
   *  @param end where those end. @param outerEnd where the frame itself ends, if it is an object or a list. */
  #closeDownTo(index: number, end: number, outerEnd = end): void {
    this.#tooDeep = 0;
    for (let at = this.#frames.length - 1; at >= Math.max(index, 1); at -= 1) {
      const frame = this.#frames.pop() as Frame;
      frame.close();
      if (frame.opening === 'text') {
        this.#texts.pop();
        this.#top.add({ start: frame.start, end, quote: frame.quote });
      } else {
        this.#top.add({ start: frame.start, end: at === index ? outerEnd : end, quote: '', isWhole: true });
      }
    }
  }

  /** Whether a single quote stands inside of a word, and does not open a text, as behind Python's `b`. */
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
