import { isObject } from '../is-object.ts';
import {
  type IntrinsicCall,
  parseCall,
  parseGetAtt,
  parseSub,
  type Reference,
  type SubVariable,
} from './intrinsics.ts';
import type { TemplateParameter } from './template.ts';

/** The values of names before the deployment, when only some of them are known. Each method returns the value of a name, or a
 *  reference that replaces the original one. */
export interface PartialScope {
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  /** The new name of a condition or of a mapping. */
  rename(name: string): string;
}

/** Replaces every reference in a value with the result of the scope. Functions are not evaluated, only their arguments. */
export function resolvePartially(value: unknown, scope: PartialScope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolvePartially(item, scope));
  if (!isObject(value)) return value;
  const call = parseCall(value);
  return (call && resolveCall(call, scope)) ?? resolveMembers(value, scope);
}

/** The members of an object, each resolved. */
export function resolveMembers(
  object: Readonly<Record<string, unknown>>,
  scope: PartialScope,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, resolvePartially(value, scope)]));
}

/** Undefined for a function whose arguments are not names. The caller then replaces the references within the arguments. */
function resolveCall({ name, argument }: IntrinsicCall, scope: PartialScope): unknown {
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? scope.ref(argument) : undefined;
    case 'Condition':
      return { Condition: scope.rename(String(argument)) };
    case 'Fn::GetAtt': {
      const reference = parseGetAtt(argument);
      return reference && scope.attribute(reference.logicalId, reference.attribute);
    }
    case 'Fn::Sub':
      return resolveSub(argument, scope);
    // The first argument names a condition or a mapping.
    case 'Fn::If':
    case 'Fn::FindInMap': {
      const [first, ...rest] = Array.isArray(argument) ? argument : [];
      if (typeof first !== 'string') return undefined;
      return { [name]: [scope.rename(first), ...rest.map((item) => resolvePartially(item, scope))] };
    }
    default:
      return undefined;
  }
}

/** Keeps the text, and adds the value of each variable in it to the variables of the call. */
function resolveSub(argument: unknown, scope: PartialScope): unknown {
  const substitution = parseSub(argument);
  if (!substitution) return undefined;
  const { text, parts, values } = substitution;
  const references = parts
    .filter((part) => typeof part === 'object')
    .map(({ name, logicalId, attribute }) => [
      name,
      attribute === undefined ? scope.ref(logicalId) : scope.attribute(logicalId, attribute),
    ]);
  return { 'Fn::Sub': [text, { ...Object.fromEntries(references), ...resolveMembers(values, scope) }] };
}

/** Converts the value of a parameter to its type: a list parameter splits a string at the commas. References are unchanged. */
export function parameterValue(value: unknown, { Type }: TemplateParameter): unknown {
  const isList = /^(CommaDelimitedList|List<)/.test(Type);
  if (Array.isArray(value)) return isList || value.some((item) => typeof item === 'object') ? value : value.join(',');
  return isList && typeof value !== 'object' ? String(value).split(',') : value;
}

/** A string with unknown parts, whose values are known only after the deployment: `["/aws/lambda/", { ref: "Function" }]`. */
export type PartialText = readonly (string | UnknownPart)[];

/** An unknown part of a string: the `Ref` of a resource or parameter, an attribute of a resource, or (without `ref`) another
 *  value. */
export interface UnknownPart {
  readonly ref?: string;
  readonly attribute?: string;
  /** Unknown parts with the same key have the same value after the deployment. */
  readonly key: string;
}

/** Evaluates a string as far as it is known. `Fn::Sub` and `Fn::Join` are evaluated; any other function becomes an unknown part.
 *  Adjacent known parts are joined and empty ones removed, so that equal strings have equal keys. */
export function partialText(value: unknown): PartialText {
  const text: (string | UnknownPart)[] = [];
  for (const part of textParts(value)) {
    const last = text.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') text[text.length - 1] = last + part;
    else text.push(part);
  }
  return text;
}

/** The unknown part for a value that is neither a text nor a reference. */
export function unknownPart(value: unknown): UnknownPart {
  return { key: JSON.stringify(value) ?? 'unknown' };
}

/** The whole string; undefined when it has an unknown part. */
export function wholeText(text: PartialText): string | undefined {
  const [only = '', ...others] = text;
  return others.length === 0 && typeof only === 'string' ? only : undefined;
}

/** The known parts of the string, joined. */
export function knownText(text: PartialText): string {
  return text.filter((part) => typeof part === 'string').join('');
}

/** Two strings with the same key are equal after the deployment. */
export function textKey(text: PartialText): string {
  return JSON.stringify(text.map((part) => (typeof part === 'string' ? part : [part.key])));
}

function textParts(value: unknown): PartialText {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  const call = parseCall(value);
  return (call && callParts(call)) ?? [unknownPart(value)];
}

/** Undefined for a function whose result is known only after the deployment. */
function callParts({ name, argument }: IntrinsicCall): PartialText | undefined {
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? [referencePart({ logicalId: argument })] : undefined;
    case 'Fn::GetAtt': {
      const reference = parseGetAtt(argument);
      return reference && [referencePart(reference)];
    }
    case 'Fn::Sub': {
      const substitution = parseSub(argument);
      if (!substitution) return undefined;
      const { parts, values } = substitution;
      const partsOf = (variable: SubVariable) =>
        Object.hasOwn(values, variable.name) ? textParts(values[variable.name]) : [referencePart(variable)];
      return parts.flatMap((part) => (typeof part === 'string' ? [part] : partsOf(part)));
    }
    case 'Fn::Join': {
      const [delimiter, items] = Array.isArray(argument) ? argument : [];
      if (typeof delimiter !== 'string' || !Array.isArray(items)) return undefined;
      return items.flatMap((item, index) => [...(index > 0 ? [delimiter] : []), ...textParts(item)]);
    }
    default:
      return undefined;
  }
}

function referencePart({ logicalId: ref, attribute }: Reference): UnknownPart {
  return attribute === undefined ? { ref, key: ref } : { ref, attribute, key: `${ref}.${attribute}` };
}
