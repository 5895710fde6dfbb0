/** Secrets are removed from log content in two ways:
 *
 *  - `redact` copies a value, and replaces the values of keys that name a secret. It passes every text in the value to `redactText`.
 *  - `redactText` searches a text in several passes. Each pass is a function from a text to a redacted text. Most passes collect the
 *    spans of secrets first, and then replace them together (`spans.ts`).
 *
 *  The order of the passes in `redactText`:
 *
 *  1. `encoded-text.ts` decodes Base64 bodies and percent-encoded parts, and calls `redactText` for them.
 *  2. `credentials.ts` removes private keys in PEM, which have several lines.
 *  3. `xml-elements.ts` and `multipart-form.ts` remove the content of elements and form parts that have the name of a secret.
 *  4. `name-value-pairs.ts` removes values whose name is itself a value: `{"name":"password","value":"…"}`. It reads the
 *     structure of the text (`pair-container.ts`, `pair-names.ts`).
 *  5. `named-values.ts` removes values after their name: `password=…`, `"token":"…"`, `Authorization: …`. It does not need the
 *     structure, only the end of the value (`value-end.ts`), so it also works in a text that was cut off.
 *  6. `command-lines.ts`, `sql.ts` and `sentences.ts` remove values that a space separates from their name.
 *  7. `credentials.ts` and `vendor-keys.ts` remove what is recognized without a name: Bearer tokens, JSON Web Tokens, keys of services.
 *
 *  A text may be redacted again: no pass changes the mark `[redacted]`. All passes take linear time, whatever a text contains. */

import { isHarmlessValue } from '../harmless-value.ts';
import { isSecretName } from '../secret-name.ts';
import { redactCommandLines } from './command-lines.ts';
import { redactCredentials, redactPrivateKeys } from './credentials.ts';
import { redactBase64Body, redactPercentEncoded } from './encoded-text.ts';
import { redactMultipartForm } from './multipart-form.ts';
import { redactNameValuePairs } from './name-value-pairs.ts';
import { redactNamedValues } from './named-values.ts';
import { isNameKey, isNextItemValue, isValueKey, type ListContext } from './pair-names.ts';
import { redactSentences } from './sentences.ts';
import { REDACTED } from './spans.ts';
import { redactSql } from './sql.ts';
import { redactVendorKeys } from './vendor-keys.ts';
import { redactXmlElements } from './xml-elements.ts';

/** A value that nests deeper is replaced by a note. */
const MAX_DEPTH = 100;

/** Further keys, items and values are replaced by a note: a getter can create an endless value. */
const MAX_PARTS = 100_000;

/** The limits of the copy that `redact` makes. */
export interface RedactionLimits {
  /** The maximum number of keys, items and other values in the copy. @default 100000 */
  readonly parts?: number;
  /** The maximum number of characters in all texts of the copy. @default - unlimited */
  readonly characters?: number;
}

/**
 * Copies a value for JSON, without its secrets: the values of keys that name a secret (`authorization`, `cookie`, `x-api-key`,
 * `clientSecret`, … in any case), secrets in texts (`redactText`), and the values that `paths` name. The value is not changed. Never
 * throws: a note replaces a cycle, and a value whose getter throws.
 * @param paths keys joined by dots, such as `body.card.number`; `*` is any key. A path also leads into a text that holds JSON, such
 *   as the body of an API Gateway event.
 */
export function redact(value: unknown, paths: readonly string[] = [], limits: RedactionLimits = {}): unknown {
  const copier = new Copier(limits);
  return copier.copy(
    value,
    paths.map((path) => path.split('.')),
    ITEM_OR_ROOT,
  );
}

const JSON_TEXT = /^\s*[[{]/;

/** The rest of each path, from the current value. */
type Paths = readonly (readonly string[])[];

/** The context of a value that is an item of a list, or is the whole value. */
const ITEM_OR_ROOT: ListContext = { isItemOrRoot: true, key: undefined };

class Copier {
  readonly #ancestors = new Set<object>();
  #partsLeft: number;
  #charactersLeft: number;

  constructor({ parts = MAX_PARTS, characters = Number.POSITIVE_INFINITY }: RedactionLimits) {
    this.#partsLeft = parts;
    this.#charactersLeft = characters;
  }

  copy(value: unknown, paths: Paths, context: ListContext): unknown {
    this.#partsLeft -= 1;
    switch (typeof value) {
      case 'string':
        return this.#text(value, paths);
      case 'bigint':
      case 'symbol':
        return String(value);
      case 'function':
        return '[function]';
      case 'object':
        return value === null ? null : this.#object(value, paths, context);
      default:
        return value;
    }
  }

  #text(text: string, paths: Paths): string {
    if (paths.length > 0 && JSON_TEXT.test(text)) {
      try {
        return JSON.stringify(this.copy(JSON.parse(text), paths, ITEM_OR_ROOT));
      } catch {
        // It is not JSON.
      }
    }
    const kept = this.#charactersLeft;
    this.#charactersLeft = Math.max(0, kept - text.length);
    if (text.length <= kept) return redactText(text);
    // Also search beyond the cut: a secret that is cut may be recognized only by its end.
    const redacted = redactText(text.slice(0, kept + 1024)).slice(0, kept);
    return `${redacted}… [${text.length} characters]`;
  }

  #object(value: object, paths: Paths, context: ListContext): unknown {
    if (this.#ancestors.has(value)) return '[circular]';
    if (this.#ancestors.size >= MAX_DEPTH) return `[deeper than ${MAX_DEPTH} levels]`;
    this.#ancestors.add(value);
    try {
      return this.#contents(value, paths, context);
    } catch (error) {
      return unreadable(error);
    } finally {
      this.#ancestors.delete(value);
    }
  }

  #contents(value: object, paths: Paths, context: ListContext): unknown {
    if (Array.isArray(value)) return this.#list(value, value.length, paths, context);
    if (value instanceof Error) return this.#entries(errorEntries(value), paths);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[binary, ${value.byteLength} bytes]`;
    if (value instanceof Map || value instanceof Headers || value instanceof URLSearchParams) {
      return this.#entries(value.entries(), paths);
    }
    if (value instanceof Set) return this.#list(value, value.size, paths, context);
    if (value instanceof RegExp) return redactText(String(value));
    const toJson = (value as { toJSON?: unknown }).toJSON;
    const json = typeof toJson === 'function' ? toJson.call(value) : value;
    if (json !== value) return this.copy(json, paths, context);
    return this.#entries(ownEntries(value), paths);
  }

  #list(items: Iterable<unknown>, length: number, paths: Paths, context: ListContext): unknown[] {
    const copies: unknown[] = [];
    for (const item of items) {
      if (this.#partsLeft <= 0) {
        copies.push(`… [${length} items]`);
        break;
      }
      const below = pathsBelow(paths, String(copies.length));
      copies.push(below === REDACTED ? REDACTED : this.copy(item, below, ITEM_OR_ROOT));
    }
    hideNamedItems(copies, length, context);
    return copies;
  }

  #entries(entries: Iterable<readonly [unknown, unknown]>, paths: Paths): Record<string, unknown> {
    const copies: Record<string, unknown> = {};
    const set = (key: string, value: unknown) =>
      // An assignment to `__proto__` would set the prototype.
      Object.defineProperty(copies, key, { value, enumerable: true, configurable: true, writable: true });
    for (const [name, value] of entries) {
      if (this.#partsLeft <= 0) {
        set('…', '[more keys]');
        break;
      }
      const key = String(name);
      const below = isSecretName(key) && !isHarmlessValue(key, value) ? REDACTED : pathsBelow(paths, key);
      set(key, below === REDACTED ? REDACTED : this.copy(value, below, { isItemOrRoot: false, key }));
    }
    hidePairValues(copies);
    return copies;
  }
}

/** Hides the values of a pair in an object: `{ Key: 'password', Value: '…' }`. */
function hidePairValues(copies: Record<string, unknown>): void {
  const keys = Object.keys(copies);
  const nameKey = keys.find((key) => isNameKey(key) && isSecretText(copies[key]));
  if (nameKey === undefined) return;
  const name = copies[nameKey] as string;
  for (const key of keys) {
    if (isValueKey(key) && !isHarmlessValue(name, copies[key])) copies[key] = REDACTED;
  }
}

/** Hides each item of a list that is the value of the name before it: `['password', '…']`. */
function hideNamedItems(copies: unknown[], length: number, context: ListContext): void {
  for (const [index, name] of copies.entries()) {
    const next = copies[index + 1];
    if (!isSecretText(name) || isHarmlessValue(name, next)) continue;
    const text = typeof next === 'string' ? next : undefined;
    if (isNextItemValue(name, index, text, length, context)) copies[index + 1] = REDACTED;
  }
}

function isSecretText(value: unknown): value is string {
  return typeof value === 'string' && isSecretName(value);
}

/** The rest of the paths below a key; `REDACTED` when a path ends at the key. */
function pathsBelow(paths: Paths, key: string): Paths | typeof REDACTED {
  if (paths.length === 0) return paths;
  const below = paths.filter(([head]) => head === '*' || head === key).map((path) => path.slice(1));
  return below.some((path) => path.length === 0) ? REDACTED : below;
}

function* ownEntries(value: object): Iterable<[string, unknown]> {
  for (const key of Object.keys(value)) yield [key, valueAt(value, key)];
}

function* errorEntries(error: Error): Iterable<[string, unknown]> {
  for (const key of ['name', 'message', 'stack', 'cause', 'errors']) {
    if (key in error) yield [key, valueAt(error, key)];
  }
  yield* ownEntries(error);
}

function valueAt(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch (error) {
    return unreadable(error);
  }
}

/** A note in the place of a value that cannot be read. Reading the thrown error may throw as well. */
function unreadable(error: unknown): string {
  try {
    return redactText(`[unreadable: ${error instanceof Error ? error.message : String(error)}]`);
  } catch {
    return '[unreadable]';
  }
}

/** Every secret after a name or a word has one of these. Most texts have none, and are not searched. The parts are short, which
 *  makes the search fast. */
const SECRET_HINT =
  /auth|toke|cook|pass|pwd|pswd|[_-]psw|[_-]pw\b|secre|cred|jwt|key|sig=|signat|verif|sessid|sessionid|saml|sasl|bear|basi|dige|hawk|ntlm|nego|ssws|splunk|otp|mfa|2fa|tfa|cvv|cvc|cvn|card|ssn|social|csrf|xsrf|ct\.sid|honeyc|larav|mnemo|phras|hmac|kennw|identif|crypt|sqlplus|oracle|pdp/i;
const CODE = /code/i;
const SECRET_CODE =
  /(?:verification|verify|confirmation|security|access|login|sms|factor|backup|recovery|reset|device|activation|unlock|time)[ _-]?code|code=/i;
const PIN = /(?<![A-Za-z])(?:pin|PIN|Pin)|[a-z]Pin(?![a-z])|(?<![A-Za-z])(?:pan|PAN)(?![A-Za-z])/;
const SECRET_PARTS = ['://', ':\\/\\/', 'eyJ', 'IQoJb3', 'FwoG', 'FQoG', 'LS0tLS1', 'AKIA', 'ASIA', 'ABIA', 'ACCA'];

/** A text that was encoded more often is not decoded further. */
const MAX_DECODINGS = 3;

/**
 * Replaces the secrets in a text. Secrets are the values of names such as `password` (in JSON, also within JSON and cut off, in
 * pairs of name and value, headers, XML, forms, queries, YAML, and the output of Java and Python), `Bearer` and `Basic` credentials,
 * signatures of requests, JSON Web Tokens, AWS keys and session tokens, private keys, and passwords in URLs. The time is
 * proportional to the length of the text.
 */
export function redactText(text: string): string {
  return redactDecoded(text, MAX_DECODINGS);
}

/** @param decodingsLeft how many more times encoded parts may be decoded. */
function redactDecoded(text: string, decodingsLeft: number): string {
  let decoded = text;
  if (decodingsLeft > 0) {
    const redactInner = (inner: string) => redactDecoded(inner, decodingsLeft - 1);
    decoded = redactPercentEncoded(redactBase64Body(text, redactInner), redactInner);
  }
  decoded = redactVendorKeys(decoded);
  if (!mayHaveSecret(decoded)) return redactCommandLines(decoded);
  const withoutBlocks = redactMultipartForm(redactXmlElements(redactPrivateKeys(decoded)));
  const withoutNamed = redactNamedValues(redactNameValuePairs(redactSql(withoutBlocks)));
  return redactCredentials(redactSentences(redactCommandLines(withoutNamed)));
}

function mayHaveSecret(text: string): boolean {
  if (SECRET_HINT.test(text) || PIN.test(text) || (CODE.test(text) && SECRET_CODE.test(text))) return true;
  return SECRET_PARTS.some((part) => text.includes(part));
}
