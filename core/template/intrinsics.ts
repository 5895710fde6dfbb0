import { isObject } from '../is-object.ts';
import type { TemplateError } from './template.ts';

/** What the names in a template's functions stand for, in one stack. Each method throws a TemplateError for a name that stands
 *  for nothing there. */
export interface Scope {
  readonly region: string;
  /** What `Ref` gives for a resource, a parameter or a pseudo parameter. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  /** Undefined when the mapping has no such key. */
  mapped(map: string, first: string, second: string): unknown;
  imported(exportName: string): unknown;
  stackOutput(stackName: string, outputName: string): unknown;
  error(problem: string): TemplateError;
}

/** Stands for "no value": the property that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** The value with every intrinsic function in it resolved; NO_VALUE for `AWS::NoValue`.
 *  @throws TemplateError for an unknown function, wrong arguments, or a name that stands for nothing.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const [key] = keys;
  if (keys.length === 1 && key && (key === 'Ref' || key.startsWith('Fn::') || key === 'Condition')) {
    if (key !== 'Condition' || typeof value.Condition === 'string') return call(key, value[key], scope);
  }
  const resolved: Record<string, unknown> = {};
  for (const name of keys) {
    const item = resolveValue(value[name], scope);
    if (item !== NO_VALUE) resolved[name] = item;
  }
  return resolved;
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  const resolve = (value: unknown) => resolveValue(value, scope);
  const list = (value: unknown, length?: number): unknown[] => {
    if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
    const wanted = length === undefined ? '' : ` of ${length}`;
    throw scope.error(`${name} wants a list${wanted}, not ${JSON.stringify(value)}`);
  };
  switch (name) {
    case 'Ref':
      return scope.ref(String(argument));
    case 'Fn::GetAtt': {
      const [logicalId, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      return scope.attribute(logicalId ?? '', path.join('.'));
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
        throw scope.error(`Fn::Select asks for item ${selected} of a list of ${choices.length}`);
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
      const found = scope.mapped(map, first, second);
      if (found === undefined) throw scope.error(`Fn::FindInMap finds nothing at ${map}.${first}.${second}`);
      return found;
    }
    case 'Fn::Base64':
      return Buffer.from(String(resolve(argument))).toString('base64');
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `${scope.region}${zone}`);
    case 'Fn::ImportValue':
      return scope.imported(String(resolve(argument)));
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
      throw scope.error(`the function ${name} is not known here`);
  }
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return String(text).replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, expression: string) => {
    const name = expression.trim();
    if (literal) return `\${${expression}}`;
    if (isObject(variables) && name in variables) return String(resolveValue(variables[name], scope));
    const dot = name.indexOf('.');
    return String(dot > 0 ? scope.attribute(name.slice(0, dot), name.slice(dot + 1)) : scope.ref(name));
  });
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
