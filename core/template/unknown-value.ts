import type { IntrinsicCall } from './intrinsics.ts';

/** The value of `AWS::NoValue`: the property that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** A value that is known only after the deployment. Evaluated values contain it in the place of a reference or a call. */
export abstract class UnknownValue {
  /** The value as a template has it. */
  abstract toJSON(): unknown;

  /** Unknown values with the same key are equal after the deployment. */
  get key(): string {
    return JSON.stringify(this);
  }
}

/** `Ref` or `Fn::GetAtt` of a name whose value is not known. */
export class Reference extends UnknownValue {
  /** A resource, a parameter or a pseudo parameter. */
  readonly ref: string;
  readonly attribute: string | undefined;

  constructor(ref: string, attribute?: string) {
    super();
    this.ref = ref;
    this.attribute = attribute;
  }

  toJSON(): unknown {
    return this.attribute === undefined ? { Ref: this.ref } : { 'Fn::GetAtt': [this.ref, this.attribute] };
  }
}

/** A call of an intrinsic function whose result is not known. */
export class UnknownResult extends UnknownValue {
  /** The result does not refer to a resource, or not only to it. */
  readonly ref?: undefined;
  readonly attribute?: undefined;
  readonly call: IntrinsicCall;

  /** @param call the arguments are evaluated as far as they are known. */
  constructor(call: IntrinsicCall) {
    super();
    this.call = call;
  }

  toJSON(): unknown {
    return { [this.call.name]: this.call.argument };
  }
}

/** A text with unknown parts: the result of `Fn::Sub`, `Fn::Join` or `Fn::ToJsonString`. */
export class UnknownText extends UnknownValue {
  readonly parts: PartialText;

  constructor(parts: PartialText) {
    super();
    this.parts = parts;
  }

  toJSON(): unknown {
    return { 'Fn::Join': ['', this.parts] };
  }
}

/** A part of a text that is known only after the deployment. */
export type UnknownPart = Reference | UnknownResult;

/** A text, split into its known and unknown parts: `['/aws/lambda/', new Reference('Function')]`. Adjacent known parts are joined, and
 *  no part is empty, so that equal texts have equal keys. */
export type PartialText = readonly (string | UnknownPart)[];

/** A template has a megabyte. A longer text counts as unknown: in a chain, each value can have the value before it twice. */
const MAX_TEXT_SIZE = 1_000_000;

/** The parts of the text that these values form, one after the other. Values that are not texts count as unknown. */
export function concatenate(values: readonly unknown[]): PartialText {
  const text: (string | UnknownPart)[] = [];
  let size = 0;
  for (const part of values.flatMap(partsOf)) {
    const last = text.at(-1);
    if (part === '') continue;
    size += typeof part === 'string' ? part.length : 1;
    if (size > MAX_TEXT_SIZE)
      return [new UnknownResult({ name: 'Fn::Join', argument: ['', ['a text that is too long']] })];
    if (typeof part === 'string' && typeof last === 'string') text[text.length - 1] = last + part;
    else text.push(part);
  }
  return text;
}

function partsOf(value: unknown): PartialText {
  if (value instanceof UnknownText) return value.parts;
  if (value instanceof Reference || value instanceof UnknownResult) return [value];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return [new UnknownResult({ name: 'Fn::Join', argument: ['', [value]] })];
}

/** The text as a value: a string if it is known, otherwise an UnknownText; the part itself if there is only one. */
export function textValue(text: PartialText): unknown {
  const [only = '', ...others] = text;
  return others.length === 0 ? only : new UnknownText(text);
}

/** The whole string; undefined when it has an unknown part. */
export function wholeText(text: PartialText): string | undefined {
  const value = textValue(text);
  return typeof value === 'string' ? value : undefined;
}

/** The known parts of the text, joined. */
export function knownText(text: PartialText): string {
  return text.filter((part) => typeof part === 'string').join('');
}

/** Texts with the same key are equal after the deployment. */
export function textKey(text: PartialText): string {
  return JSON.stringify(text);
}
