import { FAILSAFE_SCHEMA, type LoadOptions, loadAll, Type, YAMLException } from 'js-yaml';
import { plainValue } from './plain-value.ts';
import { TextLines } from './text-lines.ts';

/** A value with a tag of the file's own language: `!Sub text`. */
export class Tagged {
  // Private, so that `<<` merges nothing of it.
  readonly #tag: string;
  readonly #value: unknown;

  constructor(tag: string, value: unknown) {
    this.#tag = tag;
    this.#value = value;
  }

  /** `!Sub`. */
  get tag(): string {
    return this.#tag;
  }

  /** The value without the tag. Of a scalar, its text. */
  get value(): unknown {
    return this.#value;
  }
}

/** A text is not valid YAML. */
export class YamlError extends Error {
  override name = 'YamlError';
  /** Counted from 1; undefined when the problem is that of the whole text. */
  readonly line: number | undefined;

  /** @param message what is wrong, without a period. */
  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** How to read a text. */
export interface YamlOptions {
  /** The value of a tagged value. @default - tags are an error */
  tagged?(tag: string, value: unknown): unknown;
  /** Whether the last of equal keys counts. @default - equal keys are an error */
  readonly allowDuplicates?: boolean;
  /** Called by js-yaml before and after it reads a node. */
  readonly listener?: LoadOptions['listener'];
}

/** More values than any file has that Tailgate reads: CloudFormation accepts a megabyte. */
const MAX_VALUES = 1_000_000;

/** Reads the value of a YAML document as PyYAML does, which SAM, cfn-lint and the AWS CLI use; but dates and all keys are texts. Undefined
 *  for an empty document.
 *  @throws YamlError for a text that is not YAML, for several documents, for values nested more than 100 levels deep, and for aliases that
 *  stand for more than a million values. */
export function parseYaml(text: string, options: YamlOptions = {}): unknown {
  const documents = loadDocuments(text, options).filter((document) => document !== null);
  if (documents.length > 1) throw new YamlError(`it has ${documents.length} YAML documents instead of one`);
  return documents.length === 0 ? undefined : new Copy(options).of(documents[0], 0);
}

/** Whether the problem is a key that an object has twice. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof YamlError && error.message === 'duplicated mapping key';
}

function loadDocuments(text: string, { allowDuplicates = false, listener }: YamlOptions): unknown[] {
  try {
    return loadAll(text.replace(PROPERTY_BEFORE_BLOCK, onOneLine), null, {
      schema: SCHEMA,
      json: allowDuplicates,
      ...(listener && { listener }),
    });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const mark: YAMLException['mark'] | undefined = error.mark;
    const line = mark && new TextLines(text).positionAt(Math.min(mark.position, text.length)).line;
    throw new YamlError(error.reason.startsWith('nesting exceeded') ? TOO_DEEP : error.reason, line);
  }
}

/** A tag or an anchor that ends its line, before the indicator of a block in the next line. js-yaml 4 forgets such tags and anchors. */
const PROPERTY_BEFORE_BLOCK = /([!&][\w:.-]+)([ \t]*\r?\n[ \t]*)(?=[|>][-+\d]*[ \t]*(?:#.*)?\r?$)/gm;

/** Keeps the indexes of all characters. */
function onOneLine(_: string, property: string, space: string): string {
  return property + ' '.repeat(space.length);
}

/** A number, a boolean or null: its text counts where it is a key, otherwise its value. */
class PlainScalar {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get value(): unknown {
    return plainValue(this.#text);
  }

  /** js-yaml calls `toString` of a key only if it has this tag. */
  get [Symbol.toStringTag](): string {
    return 'PlainScalar';
  }

  toString(): string {
    return this.#text;
  }
}

const STANDARD = 'tag:yaml.org,2002:';
const KINDS = ['scalar', 'sequence', 'mapping'] as const;

function standardType(name: string, isValue: (value: unknown) => boolean): Type {
  return new Type(STANDARD + name, {
    kind: 'scalar',
    resolve: (text: string | null) => isValue(plainValue(text ?? '')),
    construct: (text: string | null) => new PlainScalar(text ?? ''),
  });
}

const SCHEMA = FAILSAFE_SCHEMA.extend({
  implicit: [
    new Type(`${STANDARD}merge`, { kind: 'scalar', resolve: (text) => text === '<<' }),
    new Type('plain', {
      kind: 'scalar',
      resolve: (text: string) => plainValue(text) !== text,
      construct: (text: string) => new PlainScalar(text),
    }),
  ],
  explicit: [
    standardType('null', (value) => value === null),
    standardType('bool', (value) => typeof value === 'boolean'),
    standardType('int', (value) => Number.isInteger(value)),
    standardType('float', (value) => typeof value === 'number'),
    ...KINDS.flatMap((kind) => [
      new Type('!', {
        kind,
        multi: true,
        construct: (value, tag = '!') => new Tagged(tag, kind === 'scalar' ? (value ?? '') : value),
      }),
      // The other standard tags, such as `!!binary`, do not change the value.
      new Type(STANDARD, { kind, multi: true }),
    ]),
  ],
});

/** A copy of what js-yaml reads, in which each alias is a value of its own. */
class Copy {
  readonly #options: YamlOptions;
  #values = 0;

  constructor(options: YamlOptions) {
    this.#options = options;
  }

  of(value: unknown, depth: number): unknown {
    if (++this.#values > MAX_VALUES) throw new YamlError('its aliases stand for more than a million values');
    if (depth > MAX_DEPTH) throw new YamlError(TOO_DEEP);
    if (value instanceof PlainScalar) return value.value;
    if (value instanceof Tagged) return this.#tagged(value.tag, this.of(value.value, depth + 1));
    if (Array.isArray(value)) return value.map((item) => this.of(item, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.of(member, depth + 1)]));
  }

  #tagged(tag: string, value: unknown): unknown {
    if (this.#options.tagged) return this.#options.tagged(tag, value);
    throw new YamlError(`the tag ${tag} is not supported`);
  }
}

/** Deeper than the 100 levels that js-yaml reads, because of aliases. A list that contains itself has no end. */
const MAX_DEPTH = 200;
const TOO_DEEP = 'it is nested more than 100 levels deep';
