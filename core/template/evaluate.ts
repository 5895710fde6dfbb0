import { isObject } from '../is-object.ts';
import { type IntrinsicCall, parseCall, parseGetAtt, parseSub, type SubVariable } from './intrinsics.ts';
import { concatenate, NO_VALUE, textValue, UnknownResult, UnknownValue } from './unknown-value.ts';

/** The values of the names in one stack. Each method returns an UnknownValue for what is known only after the deployment. */
export interface Scope {
  /** The value of `Ref` for a resource, a parameter or a pseudo parameter; NO_VALUE for `AWS::NoValue`. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean | UnknownValue;
  /** Undefined when the mapping has no such key. */
  findInMap(map: string, first: string, second: string): unknown;
  importValue(exportName: string): unknown;
  stackOutput(stackName: string, outputName: string): unknown;
  /** The value of a call that CloudFormation refuses. A scope may throw a TemplateError with the problem instead. */
  invalidCall(call: IntrinsicCall, problem: string): unknown;
}

/** Evaluates every intrinsic function in a value, as far as the scope knows the values. What is not known becomes an UnknownValue, and
 *  members whose value is `AWS::NoValue` are left out. The only evaluator of templates: for the deployment on this machine, where
 *  everything is known, and for the rules.
 *  @returns NO_VALUE for `AWS::NoValue`.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
export function evaluateValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluateValue(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isObject(value) || value instanceof UnknownValue) return value;
  const call = parseCall(value);
  if (call) return evaluateCall(call, scope);
  const members = Object.entries(value).map(([name, member]) => [name, evaluateValue(member, scope)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
}

function evaluateCall(call: IntrinsicCall, scope: Scope): unknown {
  const { name, argument } = call;
  switch (name) {
    case 'Ref': {
      // A function in the place of the name needs the transform AWS::LanguageExtensions.
      const name = typeof argument === 'string' ? argument : evaluateValue(argument, scope);
      if (typeof name === 'string') return scope.ref(name);
      if (name instanceof UnknownValue) return new UnknownResult(call);
      return scope.invalidCall(call, `Ref needs a name, not ${JSON.stringify(argument)}`);
    }
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::GetAtt': {
      const path = parseGetAtt(Array.isArray(argument) ? evaluateValue(argument, scope) : argument);
      if (path) return scope.attribute(path.logicalId, path.attribute);
      return scope.invalidCall(call, `Fn::GetAtt needs a resource and an attribute, not ${JSON.stringify(argument)}`);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::If':
      return choose(call, scope);
    default:
      return applyFunction({ name, argument: evaluateValue(argument, scope) }, scope);
  }
}

function choose(call: IntrinsicCall, scope: Scope): unknown {
  const { name, argument } = call;
  if (!Array.isArray(argument) || argument.length !== 3) return scope.invalidCall(call, needsList(call, 3));
  const [condition, then, otherwise] = argument;
  const chosen = scope.condition(text(condition));
  if (typeof chosen === 'boolean') return evaluateValue(chosen ? then : otherwise, scope);
  const branches = [then, otherwise].map((branch) => {
    const value = evaluateValue(branch, scope);
    return value === NO_VALUE ? { Ref: 'AWS::NoValue' } : value;
  });
  return new UnknownResult({ name, argument: [chosen, ...branches] });
}

function substitute(argument: unknown, scope: Scope): unknown {
  const substitution = parseSub(argument);
  if (!substitution) {
    return scope.invalidCall({ name: 'Fn::Sub', argument }, `Fn::Sub needs a text, not ${JSON.stringify(argument)}`);
  }
  const { parts, values } = substitution;
  const value = ({ name, logicalId, attribute }: SubVariable) => {
    if (Object.hasOwn(values, name)) return evaluateValue(values[name], scope);
    return attribute === undefined ? scope.ref(logicalId) : scope.attribute(logicalId, attribute);
  };
  return textValue(concatenate(parts.map((part) => (typeof part === 'string' ? part : value(part)))));
}

/** Applies a function whose argument is evaluated. */
function applyFunction(call: IntrinsicCall, scope: Scope): unknown {
  const { name, argument } = call;
  const unknown = () => new UnknownResult(call);
  const invalid = (problem: string) => scope.invalidCall(call, problem);
  if (argument instanceof UnknownValue) return unknown();
  const items: readonly unknown[] = Array.isArray(argument) ? argument : [];
  switch (name) {
    case 'Fn::Join': {
      const [delimiter, list] = items;
      if (items.length !== 2) return invalid(needsList(call, 2));
      if (typeof delimiter !== 'string' || list instanceof UnknownValue) return unknown();
      if (!Array.isArray(list)) return invalid(needsList({ name, argument: list }));
      return textValue(concatenate(list.flatMap((item, index) => (index > 0 ? [delimiter, item] : [item]))));
    }
    case 'Fn::Select': {
      const [index, list] = items;
      if (items.length !== 2) return invalid(needsList(call, 2));
      if (index instanceof UnknownValue || list instanceof UnknownValue) return unknown();
      if (!Array.isArray(list)) return invalid(needsList({ name, argument: list }));
      const selected = Number(text(index));
      return selected in list
        ? list[selected]
        : invalid(`Fn::Select selects item ${selected} of a list of ${list.length}`);
    }
    case 'Fn::Split': {
      const [delimiter, value] = items;
      if (items.length !== 2) return invalid(needsList(call, 2));
      return hasUnknown(items) ? unknown() : text(value).split(text(delimiter));
    }
    case 'Fn::FindInMap':
      return findInMap(call, scope);
    case 'Fn::Base64':
      return Buffer.from(text(argument)).toString('base64');
    case 'Fn::GetAZs': {
      const region = argument || scope.ref('AWS::Region');
      return region instanceof UnknownValue ? unknown() : ['a', 'b', 'c'].map((zone) => `${text(region)}${zone}`);
    }
    case 'Fn::ImportValue':
      return scope.importValue(text(argument));
    case 'Fn::GetStackOutput': {
      const { StackName, OutputName } = isObject(argument) ? argument : {};
      if (hasUnknown([StackName, OutputName])) return unknown();
      return scope.stackOutput(text(StackName), text(OutputName));
    }
    case 'Fn::Length':
      return Array.isArray(argument) ? argument.length : invalid(needsList(call));
    case 'Fn::ToJsonString':
      return jsonText(argument);
    case 'Fn::Equals': {
      const [left, right] = items;
      if (items.length !== 2) return invalid(needsList(call, 2));
      return hasUnknown(items) ? unknown() : text(left) === text(right);
    }
    case 'Fn::Not':
      if (items.length !== 1) return invalid(needsList(call, 1));
      return hasUnknown(items) ? unknown() : !items[0];
    case 'Fn::And':
    case 'Fn::Or': {
      if (!Array.isArray(argument)) return invalid(needsList(call));
      const isOr = name === 'Fn::Or';
      const known = items.filter((item) => !(item instanceof UnknownValue)).map(Boolean);
      if (known.includes(isOr)) return isOr;
      return hasUnknown(items) ? unknown() : !isOr;
    }
    default:
      return invalid(`the function ${name} is not supported`);
  }
}

/** The transform `AWS::LanguageExtensions` allows a default value as the last item.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap-enhancements.html */
function findInMap(call: IntrinsicCall, scope: Scope): unknown {
  const items: readonly unknown[] = Array.isArray(call.argument) ? call.argument : [];
  const [map, first, second, last] = items;
  if (items.length !== 3 && !isObject(last)) return scope.invalidCall(call, needsList(call, 3));
  if (hasUnknown([map, first, second])) return new UnknownResult(call);
  const found = scope.findInMap(text(map), text(first), text(second));
  if (found !== undefined) return found;
  if (isObject(last) && 'DefaultValue' in last) return last.DefaultValue;
  return scope.invalidCall(call, `Fn::FindInMap finds no value at ${[map, first, second].map(text).join('.')}`);
}

/** The JSON text of a value. An unknown value within it is an unknown part of the text. */
function jsonText(value: unknown): unknown {
  const unknown: UnknownValue[] = [];
  // JSON.stringify calls toJSON before the replacer, which finds the original in the object that holds it.
  const json = JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, result) {
    const original = this[key];
    return original instanceof UnknownValue ? `\0${unknown.push(original) - 1}\0` : result;
  });
  const parts = json.split(/\\u0000(\d+)\\u0000/);
  return textValue(concatenate(parts.map((part, index) => (index % 2 === 0 ? part : unknown[Number(part)]))));
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function hasUnknown(values: readonly unknown[]): boolean {
  return values.some((value) => value instanceof UnknownValue);
}

function needsList({ name, argument }: IntrinsicCall, length?: number): string {
  const size = length === undefined ? '' : ` of ${length} items`;
  return `${name} needs a list${size}, not ${JSON.stringify(argument)}`;
}
