import { isHarmlessValue, isSecretName } from '../secret-name.ts';
import { redactCredentials, redactPrivateKeys } from './credentials.ts';
import { redactBase64Body, redactPercentEncoded } from './encoded-text.ts';
import { redactFormParts } from './multipart-form.ts';
import { redactPairs } from './name-value-pairs.ts';
import { redactNamed } from './named-values.ts';
import { isNameKey, isValueKey, isValueOf, type ListPlace } from './pair-names.ts';
import { REDACTED } from './spans.ts';
import { redactElements } from './xml-elements.ts';

/** Values nest less deeply than this, or are cut with a mark. */
const DEEPEST = 100;

/** A value has fewer parts than this, or is cut with a mark: a copy must end. */
const MOST_PARTS = 100_000;

export interface RedactionLimits {
  /** How many keys, items and plain values are copied. @default 100000 */
  readonly parts?: number;
  /** How many characters of its texts are kept, in all. @default - all of them */
  readonly characters?: number;
}

/**
 * A copy of any value, fit for JSON, without its secrets: the values of keys that name one (`authorization`, `cookie`,
 * `x-api-key`, `clientSecret`, … in any case), secrets inside texts (`redactText`), and what `paths` name. Never throws: a getter
 * that does is said in its place, as are cycles. The value is not changed.
 * @param paths keys joined by dots, such as `body.card.number`; `*` is any one key. A text of JSON on the way, like the body
 *   of an API Gateway event, is looked into.
 */
export function redact(value: unknown, paths: readonly string[] = [], limits: RedactionLimits = {}): unknown {
  const copier = new Copier(limits);
  return copier.copy(
    value,
    paths.map((path) => path.split('.')),
    ENTRY,
  );
}

const JSON_TEXT = /^\s*[[{]/;

/** What is still to be walked of each path. */
type Paths = readonly (readonly string[])[];

/** The place of what stands in a list, or in nothing. */
const ENTRY: ListPlace = { isEntry: true, key: undefined };

class Copier {
  readonly #ancestors = new Set<object>();
  #partsLeft: number;
  #charactersLeft: number;

  constructor({ parts = MOST_PARTS, characters = Number.POSITIVE_INFINITY }: RedactionLimits) {
    this.#partsLeft = parts;
    this.#charactersLeft = characters;
  }

  copy(value: unknown, paths: Paths, place: ListPlace): unknown {
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
        return value === null ? null : this.#object(value, paths, place);
      default:
        return value;
    }
  }

  #text(text: string, paths: Paths): string {
    if (paths.length > 0 && JSON_TEXT.test(text)) {
      try {
        return JSON.stringify(this.copy(JSON.parse(text), paths, ENTRY));
      } catch {
        // It only looked like JSON.
      }
    }
    const kept = this.#charactersLeft;
    this.#charactersLeft = Math.max(0, kept - text.length);
    if (text.length <= kept) return redactText(text);
    // A little more than is kept: what makes a text a secret may stand behind it.
    const redacted = redactText(text.slice(0, kept + 1024)).slice(0, kept);
    return `${redacted}… [${text.length} characters]`;
  }

  #object(value: object, paths: Paths, place: ListPlace): unknown {
    if (this.#ancestors.has(value)) return '[circular]';
    if (this.#ancestors.size >= DEEPEST) return `[deeper than ${DEEPEST} levels]`;
    this.#ancestors.add(value);
    try {
      return this.#contents(value, paths, place);
    } catch (error) {
      return unreadable(error);
    } finally {
      this.#ancestors.delete(value);
    }
  }

  #contents(value: object, paths: Paths, place: ListPlace): unknown {
    if (Array.isArray(value)) return this.#list(value, value.length, paths, place);
    if (value instanceof Error) return this.#entries(errorEntries(value), paths);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[binary, ${value.byteLength} bytes]`;
    if (value instanceof Map || value instanceof Headers || value instanceof URLSearchParams) {
      return this.#entries(value.entries(), paths);
    }
    if (value instanceof Set) return this.#list(value, value.size, paths, place);
    if (value instanceof RegExp) return redactText(String(value));
    const toJson = (value as { toJSON?: unknown }).toJSON;
    const json = typeof toJson === 'function' ? toJson.call(value) : value;
    if (json !== value) return this.copy(json, paths, place);
    return this.#entries(ownEntries(value), paths);
  }

  #list(items: Iterable<unknown>, length: number, paths: Paths, place: ListPlace): unknown[] {
    const copies: unknown[] = [];
    for (const item of items) {
      if (this.#partsLeft <= 0) {
        copies.push(`… [${length} items]`);
        break;
      }
      const below = walk(paths, String(copies.length));
      copies.push(below === REDACTED ? REDACTED : this.copy(item, below, ENTRY));
    }
    hideItems(copies, length, place);
    return copies;
  }

  #entries(entries: Iterable<readonly [unknown, unknown]>, paths: Paths): Record<string, unknown> {
    const copies: Record<string, unknown> = {};
    const set = (key: string, value: unknown) =>
      // A plain assignment to `__proto__` would set none.
      Object.defineProperty(copies, key, { value, enumerable: true, configurable: true, writable: true });
    for (const [name, value] of entries) {
      if (this.#partsLeft <= 0) {
        set('…', '[more keys]');
        break;
      }
      const key = String(name);
      const below = isSecretName(key) && !isHarmlessValue(key, value) ? REDACTED : walk(paths, key);
      set(key, below === REDACTED ? REDACTED : this.copy(value, below, { isEntry: false, key }));
    }
    hideValues(copies);
    return copies;
  }
}

/** Hides the values of pairs: `{ Key: 'password', Value: '…' }`. */
function hideValues(copies: Record<string, unknown>): void {
  const keys = Object.keys(copies);
  if (!keys.some((key) => isNameKey(key) && isSecretText(copies[key]))) return;
  for (const key of keys) {
    if (isValueKey(key) && !isHarmlessValue(key, copies[key])) copies[key] = REDACTED;
  }
}

/** Hides what stands behind a secret's name in a list: `['password', '…']` among entries, headers in a flat list. */
function hideItems(copies: unknown[], length: number, place: ListPlace): void {
  for (const [index, name] of copies.entries()) {
    const next = copies[index + 1];
    if (!isSecretText(name) || isHarmlessValue(name, next)) continue;
    const text = typeof next === 'string' ? next : undefined;
    if (isValueOf(name, index, text, length, place)) copies[index + 1] = REDACTED;
  }
}

function isSecretText(value: unknown): value is string {
  return typeof value === 'string' && isSecretName(value);
}

/** The paths below a key, or that the key is the end of one. */
function walk(paths: Paths, key: string): Paths | typeof REDACTED {
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

/** Says that reading threw; what was thrown may throw again when it is read. */
function unreadable(error: unknown): string {
  try {
    return redactText(`[unreadable: ${error instanceof Error ? error.message : String(error)}]`);
  } catch {
    return '[unreadable]';
  }
}

/** Most texts have none of these, and need no closer look. */
const HINT =
  /auth|cookie|token|pass|pwd|secret|credential|jwt|key|signature|sig=|verifier|sessid|sessionid|samlresponse|bearer|basic|digest|eyj|IQoJb3|FwoG|FQoG|LS0tLS1|AKIA|ASIA|ABIA|ACCA|gh[opusr]_|github_pat|glpat|xox|k_live_|k_test_|AIza|npm_|:\/\//i;

/** So often a text is decoded that was encoded again and again. */
const MOST_DECODED = 3;

/**
 * A text without the secrets in it: what follows a name that names one (in JSON, also inside another JSON text or cut off, in pairs
 * of name and value, in headers, in XML, forms, queries, YAML, and in what Java and Python print), `Bearer` and `Basic` credentials,
 * signatures of requests, JSON Web Tokens, AWS keys and session tokens, private keys, passwords in URLs. Takes time in proportion to
 * the text.
 */
export function redactText(text: string): string {
  return redactDecoded(text, MOST_DECODED);
}

function redactDecoded(text: string, left: number): string {
  let decoded = text;
  if (left > 0) {
    const inside = (piece: string) => redactDecoded(piece, left - 1);
    decoded = redactPercentEncoded(redactBase64Body(text, inside), inside);
  }
  if (!HINT.test(decoded)) return decoded;
  const blocks = redactFormParts(redactElements(redactPrivateKeys(decoded)));
  return redactCredentials(redactNamed(redactPairs(blocks)));
}
