import { isObject } from '../../../core/is-object.ts';
import {
  concatenate,
  type PartialText,
  Reference,
  type UnknownPart,
  UnknownResult,
} from '../../../core/template/unknown-value.ts';
import { unqualified } from './template-scope.ts';
import { UNKNOWN, valueAt } from './template-value.ts';

/** The text at a path, with its known and unknown parts; undefined if the text does not exist. */
export function partialTextAt(root: unknown, ...path: readonly string[]): PartialText | undefined {
  const parent = path.length > 0 ? valueAt(root, ...path.slice(0, -1)) : undefined;
  const name = path.at(-1);
  if (parent === UNKNOWN) return [new UnknownResult({ name: 'Fn::GetAtt', argument: [root, ...path] })];
  const value = name === undefined ? root : isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return valueAt(value) === undefined ? undefined : concatenate([value]);
}

/** The text for messages, with each unknown part as `${…}`. */
export function showText(text: PartialText): string {
  return text.map((part) => (typeof part === 'string' ? part : `\${${showUnknownPart(part)}}`)).join('');
}

function showUnknownPart(part: UnknownPart): string {
  if (!(part instanceof Reference)) return part.key;
  return part.attribute === undefined ? unqualified(part.ref) : `${unqualified(part.ref)}.${part.attribute}`;
}
