/** A JSON value whose numbers keep their text. Objects are maps, so that keys such as `__proto__` are not special. */
export type JsonValue = string | boolean | null | JsonNumber | JsonValue[] | Map<string, JsonValue>;

/** The service compares a number with a string by its digits: 1.0 does not equal "1". `JSON.parse` does not keep the digits. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Returned instead of a value when another value follows: an object or an array was opened, or a comma was read. */
const MORE = Symbol('more');

const TAB = 0x09;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Parses a JSON text in one pass and without recursion, for any depth of nesting. If a key occurs twice, the last value counts.
 *  @returns undefined when the text is not JSON. */
export function readJson(text: string): JsonValue | undefined {
  return new JsonReader(text).read();
}

class JsonReader {
  private readonly text: string;
  private at = 0;
  /** The open objects and arrays around the current value, and for each open object the key of that value. */
  private readonly open: (JsonValue[] | Map<string, JsonValue>)[] = [];
  private readonly keys: string[] = [];

  constructor(text: string) {
    this.text = text;
  }

  read(): JsonValue | undefined {
    for (;;) {
      let value = this.readValue();
      while (value !== MORE) {
        if (value === undefined) return undefined;
        const container = this.open[this.open.length - 1];
        if (container === undefined) return Number.isNaN(this.peek()) ? value : undefined;
        value = this.put(value, container);
      }
    }
  }

  /** Reads a simple value, or opens an object or an array. */
  private readValue(): JsonValue | typeof MORE | undefined {
    switch (this.peek()) {
      case QUOTE:
        return this.readString();
      case OPEN_BRACE:
        return this.openObject();
      case OPEN_BRACKET:
        return this.openArray();
      default:
        return this.readWord();
    }
  }

  private openObject(): JsonValue | typeof MORE | undefined {
    this.at += 1;
    const object = new Map<string, JsonValue>();
    if (this.take(CLOSE_BRACE)) return object;
    this.open.push(object);
    return this.readKey();
  }

  private openArray(): JsonValue | typeof MORE {
    this.at += 1;
    const array: JsonValue[] = [];
    if (this.take(CLOSE_BRACKET)) return array;
    this.open.push(array);
    return MORE;
  }

  private readKey(): typeof MORE | undefined {
    const key = this.peek() === QUOTE ? this.readString() : undefined;
    if (key === undefined || !this.take(COLON)) return undefined;
    this.keys.push(key);
    return MORE;
  }

  /** Adds a complete value to its container. Returns the container if that is complete, too. */
  private put(value: JsonValue, container: JsonValue[] | Map<string, JsonValue>): JsonValue | typeof MORE | undefined {
    if (Array.isArray(container)) {
      container.push(value);
      if (this.take(COMMA)) return MORE;
      if (!this.take(CLOSE_BRACKET)) return undefined;
    } else {
      container.set(this.keys.pop() ?? '', value);
      if (this.take(COMMA)) return this.readKey();
      if (!this.take(CLOSE_BRACE)) return undefined;
    }
    return this.open.pop();
  }

  private readString(): string | undefined {
    const start = this.at;
    let escaped = false;
    for (let at = start + 1; at < this.text.length; at += 1) {
      const code = this.text.charCodeAt(at);
      if (code === QUOTE) {
        this.at = at + 1;
        return escaped ? resolveEscapes(this.text.slice(start, this.at)) : this.text.slice(start + 1, at);
      }
      if (code < SPACE) return undefined;
      if (code === BACKSLASH) {
        escaped = true;
        at += 1;
      }
    }
    return undefined;
  }

  /** Reads true, false, null or a number. */
  private readWord(): JsonValue | undefined {
    const start = this.at;
    while (isWordCharacter(this.text.charCodeAt(this.at))) this.at += 1;
    const word = this.text.slice(start, this.at);
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null') return null;
    return NUMBER.test(word) ? new JsonNumber(word) : undefined;
  }

  private take(code: number): boolean {
    const found = this.peek() === code;
    if (found) this.at += 1;
    return found;
  }

  /** Skips white space and returns the code of the next character; NaN at the end. */
  private peek(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== SPACE && code !== NEWLINE && code !== CARRIAGE_RETURN && code !== TAB) return code;
      this.at += 1;
    }
  }
}

function resolveEscapes(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/** A letter, a digit, `+`, `-` or `.`. */
function isWordCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x45 ||
    (code >= 0x2b && code <= 0x2e && code !== COMMA)
  );
}
