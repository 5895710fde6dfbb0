import { isObject } from '../is-object.ts';

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

/** An attribute of a resource. */
export interface AttributeName {
  readonly logicalId: string;
  readonly attribute: string;
}

/** Parses the argument of `Fn::GetAtt`, `["Function", "Arn"]` or `"Function.Arn"`; undefined when it is neither. */
export function parseGetAtt(argument: unknown): AttributeName | undefined {
  const path: readonly unknown[] = typeof argument === 'string' ? argument.split('.') : [argument].flat();
  if (!path.every((part) => typeof part === 'string')) return undefined;
  const [logicalId, ...attribute] = path;
  return logicalId === undefined ? undefined : { logicalId, attribute: attribute.join('.') };
}

/** A variable in the text of `Fn::Sub`: a name that the call defines, or a resource, a parameter, or an attribute of a resource. */
export interface SubVariable {
  /** The text between `${` and `}`. */
  readonly name: string;
  readonly logicalId: string;
  readonly attribute?: string;
}

/** The parsed argument of `Fn::Sub`. */
export interface Substitution {
  /** The text, split at its variables. `${!Literal}` becomes the literal text `${Literal}`. */
  readonly parts: readonly (string | SubVariable)[];
  /** The values of the variables that the second item of the list defines; otherwise empty. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Also matches a variable without its end, up to the end of the text: otherwise, many of them would each be searched to the end. */
const VARIABLE = /\$\{(!?)([^}]*)(\}|$)/g;

/** Parses the argument of `Fn::Sub`, a string or a list of the string and the values of its variables; undefined when it is neither.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
export function parseSub(argument: unknown): Substitution | undefined {
  const [text, values] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return undefined;
  const parts: (string | SubVariable)[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, isLiteral, expression = '', close] = match;
    if (close === '') break;
    parts.push(text.slice(end, match.index), isLiteral ? `\${${expression}}` : parseVariable(expression.trim()));
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return { parts, values: isObject(values) ? values : {} };
}

function parseVariable(name: string): SubVariable {
  const dot = name.indexOf('.');
  return dot > 0 ? { name, logicalId: name.slice(0, dot), attribute: name.slice(dot + 1) } : { name, logicalId: name };
}
