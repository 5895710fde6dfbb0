import { isObject } from '../../../core/is-object.ts';
import { unqualified } from './links.ts';
import { at, isIntrinsic, UNKNOWN } from './value.ts';

/** A text with holes that only the deployment fills: `["/aws/lambda/", { ref: "Function" }]`. */
export type PartialText = readonly (string | Hole)[];

/** What fills a hole: a resource or parameter by its id, one of its attributes, or (no `ref`) anything else. */
export interface Hole {
  readonly ref?: string;
  readonly attribute?: string;
  /** Holes of the same key are filled by the same text. */
  readonly key: string;
}

/** Reads a text as far as it is known; undefined where there is none. `Fn::Sub` and `Fn::Join` are taken apart. */
export function partialTextAt(root: unknown, ...path: readonly string[]): PartialText | undefined {
  const parent = path.length > 0 ? at(root, ...path.slice(0, -1)) : undefined;
  const name = path.at(-1);
  if (parent === UNKNOWN) return [unknownHole(root)];
  const value = name === undefined ? root : isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return at(value) === undefined ? undefined : merge(pieces(value));
}

/** The whole text; undefined when it has a hole. */
export function wholeText(text: PartialText): string | undefined {
  const [only = '', ...others] = text;
  return others.length === 0 && typeof only === 'string' ? only : undefined;
}

/** What is known of the text, each hole as `${…}`, to show it to people. */
export function showText(text: PartialText): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : `\${${showHole(piece)}}`)).join('');
}

function showHole({ ref, attribute, key }: Hole): string {
  if (ref === undefined) return key;
  return attribute === undefined ? unqualified(ref) : `${unqualified(ref)}.${attribute}`;
}

/** What is known of the text; nothing stands where its holes are. */
export function knownText(text: PartialText): string {
  return text.filter((piece) => typeof piece === 'string').join('');
}

/** Texts of the same key are the same text. */
export function textKey(text: PartialText): string {
  return JSON.stringify(text.map((piece) => (typeof piece === 'string' ? piece : [piece.key])));
}

function pieces(value: unknown): PartialText {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (!isObject(value) || !isIntrinsic(value)) return [unknownHole(value)];
  const [name, argument] = Object.entries(value)[0] ?? [];
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? [hole(argument)] : [unknownHole(value)];
    case 'Fn::GetAtt': {
      const [ref, ...path]: unknown[] = typeof argument === 'string' ? argument.split('.') : asList(argument);
      if (typeof ref !== 'string' || !path.every((part) => typeof part === 'string')) return [unknownHole(value)];
      return [hole(ref, path.join('.'))];
    }
    case 'Fn::Sub':
      return substituted(argument) ?? [unknownHole(value)];
    case 'Fn::Join': {
      const [delimiter, items] = asList(argument);
      if (typeof delimiter !== 'string' || !Array.isArray(items)) return [unknownHole(value)];
      return items.flatMap((item, index) => [...(index > 0 ? [delimiter] : []), ...pieces(item)]);
    }
    default:
      return [unknownHole(value)];
  }
}

function substituted(argument: unknown): PartialText | undefined {
  const [text, variables] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return undefined;
  const result: (string | Hole)[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{(!?)([^}]*)\}/g)) {
    result.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const name = (match[2] ?? '').trim();
    const dot = name.indexOf('.');
    if (match[1]) result.push(`\${${match[2]}}`);
    else if (isObject(variables) && Object.hasOwn(variables, name)) result.push(...pieces(variables[name]));
    else result.push(dot > 0 ? hole(name.slice(0, dot), name.slice(dot + 1)) : hole(name));
  }
  return [...result, text.slice(end)];
}

/** Neighbouring known pieces as one, empty ones left out: equal texts get equal keys, however they were written. */
function merge(text: PartialText): PartialText {
  const merged: (string | Hole)[] = [];
  for (const piece of text) {
    const last = merged.at(-1);
    if (piece === '') continue;
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  return merged;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function hole(ref: string, attribute?: string): Hole {
  return attribute === undefined ? { ref, key: ref } : { ref, attribute, key: `${ref}.${attribute}` };
}

function unknownHole(value: unknown): Hole {
  return { key: JSON.stringify(value) ?? 'unknown' };
}
