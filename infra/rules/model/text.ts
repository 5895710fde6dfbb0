import { isObject } from '../../../core/is-object.ts';
import { type Hole, type PartialText, partialText, unknownHole } from '../../../core/template/partial.ts';
import { unqualified } from './links.ts';
import { at, UNKNOWN } from './value.ts';

/** Reads a text as far as it is known; undefined where there is none. `Fn::Sub` and `Fn::Join` are taken apart. */
export function partialTextAt(root: unknown, ...path: readonly string[]): PartialText | undefined {
  const parent = path.length > 0 ? at(root, ...path.slice(0, -1)) : undefined;
  const name = path.at(-1);
  if (parent === UNKNOWN) return [unknownHole(root)];
  const value = name === undefined ? root : isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return at(value) === undefined ? undefined : partialText(value);
}

/** What is known of the text, each hole as `${…}`, to show it to people. */
export function showText(text: PartialText): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : `\${${showHole(piece)}}`)).join('');
}

function showHole({ ref, attribute, key }: Hole): string {
  if (ref === undefined) return key;
  return attribute === undefined ? unqualified(ref) : `${unqualified(ref)}.${attribute}`;
}
