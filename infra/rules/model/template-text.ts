import { isObject } from '../../../core/is-object.ts';
import { type PartialText, partialText, type UnknownPart, unknownPart } from '../../../core/template/partial.ts';
import { unqualified } from './nested-stack-links.ts';
import { UNKNOWN, valueAt } from './template-value.ts';

/** The text at a path, with its known and unknown parts; undefined if the text does not exist. */
export function partialTextAt(root: unknown, ...path: readonly string[]): PartialText | undefined {
  const parent = path.length > 0 ? valueAt(root, ...path.slice(0, -1)) : undefined;
  const name = path.at(-1);
  if (parent === UNKNOWN) return [unknownPart(root)];
  const value = name === undefined ? root : isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return valueAt(value) === undefined ? undefined : partialText(value);
}

/** The text for messages, with each unknown part as `${…}`. */
export function showText(text: PartialText): string {
  return text.map((part) => (typeof part === 'string' ? part : `\${${showUnknownPart(part)}}`)).join('');
}

function showUnknownPart({ ref, attribute, key }: UnknownPart): string {
  if (ref === undefined) return key;
  return attribute === undefined ? unqualified(ref) : `${unqualified(ref)}.${attribute}`;
}
