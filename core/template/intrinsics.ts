import { isObject } from '../is-object.ts';
import type { TemplateError } from './template.ts';

/** The values of the names in one stack. Each method throws a TemplateError for a name that does not exist. */
export interface Scope {
  readonly region: string;
  /** The value of `Ref` for a resource, a parameter or a pseudo parameter. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  /** Undefined when the mapping has no such key. */
  findInMap(map: string, first: string, second: string): unknown;
  importValue(exportName: string): unknown;
  stackOutput(stackName: string, outputName: string): unknown;
  error(problem: string): TemplateError;
}

/** The value of `AWS::NoValue`: the property that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** Evaluates every intrinsic function in a value.
 *  @returns NO_VALUE for `AWS::NoValue`.
 *  @throws TemplateError for an unknown function, a wrong argument, or a name that does not exist.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const call = parseCall(value);
  if (call) return evaluate(call, scope);
  const resolved: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const item = resolveValue(value[name], scope);
    if (item !== NO_VALUE) resolved[name] = item;
  }
  return resolved;
}

/** A call of an intrinsic function: `{ "Ref": "Stage" }` has the name `Ref` and the argument `Stage`. */
export interface IntrinsicCall {
  readonly name: string;
  readonly argument: unknown;
}

/** Reads a value as a call; undefined when it is not a call. `Condition` is also a member of policy statements, where its value is
 *  not a string. */
export function parseCall(value: unknown): IntrinsicCall | undefined {
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  const [name = ''] = keys;
  if (keys.length !== 1) return undefined;
  const isCall =
    name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof value.Condition === 'string');
  return isCall ? { name, argument: value[name] } : undefined;
}

/** Whether a value is a call of an intrinsic function. */
export function isIntrinsic(value: unknown): boolean {
  return parseCall(value) !== undefined;
}

/** A name in a template: a resource, a parameter or a pseudo parameter, or an attribute of a resource. */
export interface Reference {
  readonly logicalId: string;
  readonly attribute?: string;
}

/** Parses the argument of `Fn::GetAtt`, `["Function", "Arn"]` or `"Function.Arn"`; undefined when it is neither. */
export function parseGetAtt(argument: unknown): Required<Reference> | undefined {
  const path: readonly unknown[] = typeof argument === 'string' ? argument.split('.') : [argument].flat();
  if (!path.every((part) => typeof part === 'string')) return undefined;
  const [logicalId, ...attribute] = path;
  return logicalId === undefined ? undefined : { logicalId, attribute: attribute.join('.') };
}

/** A variable in the text of `Fn::Sub`. `name` is the text between `${` and `}`. It is a reference when the call does not give its
 *  value. */
export interface SubVariable extends Reference {
  readonly name: string;
}

/** The parsed argument of `Fn::Sub`. */
export interface Substitution {
  readonly text: string;
  /** The text, split at its variables. `${!Literal}` becomes the literal text `${Literal}`. */
  readonly parts: readonly (string | SubVariable)[];
  /** The values of the variables that the second item of the list defines; otherwise empty. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Parses the argument of `Fn::Sub`, a string or a list of the string and the values of its variables; undefined when it is neither.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
export function parseSub(argument: unknown): Substitution | undefined {
  const [text, values] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return undefined;
  const parts: (string | SubVariable)[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{(!?)([^}]*)\}/g)) {
    const [whole, isLiteral, expression = ''] = match;
    parts.push(text.slice(end, match.index), isLiteral ? `\${${expression}}` : parseVariable(expression.trim()));
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return { text, parts, values: isObject(values) ? values : {} };
}

function parseVariable(name: string): SubVariable {
  const dot = name.indexOf('.');
  return dot > 0 ? { name, logicalId: name.slice(0, dot), attribute: name.slice(dot + 1) } : { name, logicalId: name };
}

function evaluate({ name, argument }: IntrinsicCall, scope: Scope): unknown {
  const resolve = (value: unknown) => resolveValue(value, scope);
  const list = (value: unknown, length?: number): unknown[] => {
    if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
    const size = length === undefined ? '' : ` of ${length} items`;
    throw scope.error(`${name} needs a list${size}, not ${JSON.stringify(value)}`);
  };
  switch (name) {
    case 'Ref':
      return scope.ref(String(argument));
    case 'Fn::GetAtt': {
      const reference = parseGetAtt(argument);
      if (!reference)
        throw scope.error(`Fn::GetAtt needs a resource and an attribute, not ${JSON.stringify(argument)}`);
      return scope.attribute(reference.logicalId, reference.attribute);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Join': {
      const [delimiter, items] = list(argument, 2);
      return list(resolve(items)).map(String).join(String(delimiter));
    }
    case 'Fn::Select': {
      const [index, items] = list(argument, 2);
      const choices = list(resolve(items));
      const selected = Number(resolve(index));
      if (!(selected in choices))
        throw scope.error(`Fn::Select selects item ${selected} of a list of ${choices.length}`);
      return choices[selected];
    }
    case 'Fn::Split': {
      const [delimiter, text] = list(argument, 2);
      return String(resolve(text)).split(String(delimiter));
    }
    case 'Fn::If': {
      const [condition, then, otherwise] = list(argument, 3);
      return resolve(scope.condition(String(condition)) ? then : otherwise);
    }
    case 'Fn::FindInMap': {
      const [map = '', first = '', second = ''] = list(resolve(argument), 3).map(String);
      const found = scope.findInMap(map, first, second);
      if (found === undefined) throw scope.error(`Fn::FindInMap finds no value at ${map}.${first}.${second}`);
      return found;
    }
    case 'Fn::Base64':
      return Buffer.from(String(resolve(argument))).toString('base64');
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `${scope.region}${zone}`);
    case 'Fn::ImportValue':
      return scope.importValue(String(resolve(argument)));
    case 'Fn::GetStackOutput': {
      const { StackName, OutputName } = object(resolve(argument));
      return scope.stackOutput(String(StackName), String(OutputName));
    }
    case 'Fn::Length':
      return list(resolve(argument)).length;
    case 'Fn::ToJsonString':
      return JSON.stringify(resolve(argument));
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::Equals': {
      const [left, right] = list(resolve(argument), 2);
      return String(left) === String(right);
    }
    case 'Fn::Not':
      return !list(resolve(argument), 1)[0];
    case 'Fn::And':
      return list(resolve(argument)).every(Boolean);
    case 'Fn::Or':
      return list(resolve(argument)).some(Boolean);
    default:
      throw scope.error(`the function ${name} is not supported`);
  }
}

function substitute(argument: unknown, scope: Scope): string {
  const substitution = parseSub(argument);
  if (!substitution) return String(Array.isArray(argument) ? argument[0] : argument);
  const { parts, values } = substitution;
  const textOf = ({ name, logicalId, attribute }: SubVariable) => {
    if (Object.hasOwn(values, name)) return String(resolveValue(values[name], scope));
    return String(attribute === undefined ? scope.ref(logicalId) : scope.attribute(logicalId, attribute));
  };
  return parts.map((part) => (typeof part === 'string' ? part : textOf(part))).join('');
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
