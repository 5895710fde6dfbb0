import { isHarmlessText } from '../harmless-value.ts';
import { isSecretName } from '../secret-name.ts';
import { isNameKey, isNextItemValue, isValueKey, type ListContext } from './pair-names.ts';
import { REDACTED, type Span } from './spans.ts';

/** A part of a text that is a key or a value: a word, a quoted string, or a whole object or list. */
export interface Token {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** The quote as it is written; empty when the token is not quoted. */
  readonly quote: string;
  /** The token is an object or a list. */
  readonly isContainer?: boolean;
}

/** The name of a secret in a list, and the item after it, which may be its value. */
interface NamedItem {
  readonly name: Token;
  /** The index of the name in the list. */
  readonly index: number;
  readonly value: Token;
}

/** An object, a list, a tuple, or `'text'`: the whole text or a quoted string in it. */
export type ContainerKind = '{' | '[' | '(' | 'text';

interface ContainerOptions {
  readonly quote?: string;
  /** The number of backslashes before the quote. */
  readonly escapes?: number;
  readonly context?: ListContext;
}

const NO_CONTEXT: ListContext = { isItemOrRoot: false, key: undefined };

/** An object, a list or a string while it is read. It receives the tokens directly within it, and adds a span for each value
 *  whose name, in another member or in the item before, is the name of a secret: `{"name":"password","value":"x"}`,
 *  `["password","x"]`. */
export class Container {
  readonly kind: ContainerKind;
  readonly start: number;
  /** The quote of a quoted string as it is written; empty for other containers. */
  readonly quote: string;
  /** The number of backslashes before the quote. */
  readonly escapes: number;
  readonly #text: string;
  readonly #spans: Span[];
  readonly #context: ListContext;

  /** The current member: its key, and the tokens of its value so far. */
  #key: Token | undefined;
  #first: Token | undefined;
  #last: Token | undefined;
  #beforeLast: Token | undefined;

  #isEmpty = true;
  /** The current pair: its keys so far and its values. */
  readonly #pairKeys = new Set<string>();
  #pairValues: { readonly value: Token; readonly key: Token }[] = [];
  /** The name of the current pair when it is the name of a secret. */
  #secretName: string | undefined;

  #items = 0;
  #lastItem: Token | undefined;
  readonly #namedItems: NamedItem[] = [];

  /** @param spans the container adds its secrets here. */
  constructor(
    text: string,
    spans: Span[],
    kind: ContainerKind,
    start: number,
    { quote = '', escapes = 0, context = NO_CONTEXT }: ContainerOptions = {},
  ) {
    this.#text = text;
    this.#spans = spans;
    this.kind = kind;
    this.start = start;
    this.quote = quote;
    this.escapes = escapes;
    this.#context = context;
  }

  /** The context of a list that opens at the current position. */
  get listContext(): ListContext {
    const key = this.#key;
    const isItemOrRoot = key === undefined && (this.#isList || (this.kind === 'text' && this.#isEmpty));
    return { isItemOrRoot, key: key && this.#textOf(key) };
  }

  get #isList(): boolean {
    return this.kind === '[' || this.kind === '(';
  }

  add(token: Token): void {
    this.#isEmpty = false;
    this.#first ??= token;
    this.#beforeLast = this.#last;
    this.#last = token;
  }

  /** Reads a colon or an equals sign: the token before it is a key. */
  addSeparator(): void {
    const last = this.#last;
    if (last === undefined) return;
    if (this.#key !== undefined) {
      const end = this.#beforeLast;
      // A second separator after only one token is a part of the value: `name=a=b`.
      if (end === undefined) return;
      // The last token is the key of a new member, after a space: `name=password value=x`.
      this.#last = end;
      this.endMember();
    }
    this.#key = last;
    this.#clearValue();
  }

  /** A key without a value stays open: its value may be on the next line. */
  endLine(): void {
    if (this.#first !== undefined) this.endMember();
  }

  endMember(): void {
    const [key, first, last] = [this.#key, this.#first, this.#last];
    this.#key = undefined;
    this.#clearValue();
    if (first === undefined || last === undefined) return;
    const value = first === last || first.quote !== '' ? first : { start: first.start, end: last.end, quote: '' };
    if (key !== undefined) this.#addMember(key, value);
    else if (this.#isList) this.#addItem(value);
  }

  /** Ends the container. Only now the number of items in a list is known, which decides whether they are names and values. */
  close(): void {
    this.endMember();
    for (const { name, index, value } of this.#namedItems) {
      const next = value.isContainer ? undefined : this.#textOf(value);
      const nameText = this.#textOf(name);
      if (isNextItemValue(nameText, index, next, this.#items, this.#context)) this.#hide(value, name, nameText);
    }
  }

  #clearValue(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.#beforeLast = undefined;
  }

  #addMember(key: Token, value: Token): void {
    const keyText = this.#textOf(key);
    const isName = isNameKey(keyText);
    if (!isName && !isValueKey(keyText)) return;
    // The same key again: a new pair begins, without a bracket between the two.
    if (this.#pairKeys.has(keyText)) this.#startPair();
    this.#pairKeys.add(keyText);
    if (!isName) this.#pairValues.push({ value, key });
    else if (!value.isContainer && isSecretName(this.#textOf(value))) this.#secretName = this.#textOf(value);
    if (this.#secretName === undefined) return;
    for (const pair of this.#pairValues) this.#hide(pair.value, pair.key, this.#secretName);
    this.#pairValues = [];
  }

  #startPair(): void {
    this.#pairKeys.clear();
    this.#pairValues = [];
    this.#secretName = undefined;
  }

  #addItem(item: Token): void {
    const name = this.#lastItem;
    if (name !== undefined && name.quote !== '' && isSecretName(this.#textOf(name))) {
      this.#namedItems.push({ name, index: this.#items - 1, value: item });
    }
    this.#lastItem = item;
    this.#items += 1;
  }

  /** @param sibling the key or name of the value. An unquoted value gets the quotes of the sibling, so that JSON is still JSON.
   *  @param name the name of the secret. */
  #hide({ start, end, quote, isContainer }: Token, sibling: Token, name: string): void {
    if (start >= end) return;
    const added = quote === '' ? sibling.quote : '';
    if (!isContainer && isHarmlessText(name, this.#text.slice(start, end))) return;
    this.#spans.push({ start, end, mark: `${added}${REDACTED}${added}` });
  }

  /** The text of a token. It is cut at a length that no name has. */
  #textOf({ start, end }: Token): string {
    return this.#text.slice(start, Math.min(end, start + 256)).trim();
  }
}
