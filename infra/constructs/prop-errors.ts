import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { distance } from 'fastest-levenshtein';

/** The number of characters of a text that a message shows. */
const MAX_SHOWN = 100;

/** Checks the value of one prop. Plain JavaScript can pass any value.
 *  @param name the name of the prop, as messages show it: `routes["GET /notes"].metrics`.
 *  @param value never undefined: an undefined prop is not set.
 *  @returns what is wrong and what to write; empty for a valid value. */
export type PropCheck = (name: string, value: unknown) => string[];

/** The check of each prop. */
export type PropChecks<Props extends object> = { readonly [Name in keyof Props]-?: PropCheck };

/** @param subject the class whose props are wrong: `ApiLogging`.
 *  @throws Error with all messages and the path of the construct, if there are messages. */
export function throwPropErrors(subject: string, scope: IConstruct, messages: readonly string[]): void {
  if (messages.length > 0) throw new Error(`${subject} of ${scope.node.path || 'the app'}: ${messages.join(' ')}`);
}

/** Checks the argument of a function such as `ApiLogging.of`.
 *  @param call the function: `ApiLogging.of`.
 *  @param expected what to pass: `an app`.
 *  @throws Error for a value that is not a construct. */
export function requireConstruct(call: string, value: unknown, expected: string): void {
  if (hasMember(value, 'node')) return;
  throw new Error(`${call}: the argument is ${show(value)}. Pass ${expected}.`);
}

/** Checks names and values of props.
 *  @param inherited whether the props extend props that the table does not contain, such as `StackProps`: then an unknown name is an
 *    error only if it is similar to a name of the table.
 *  @example
 *  throwPropErrors('FunctionLogging', scope, propErrors(props, { enabled: isBoolean, systemLevel: isOneOf(LEVELS) })); */
export function propErrors<Props extends object>(
  props: Props,
  checks: PropChecks<Props>,
  { inherited = false }: { readonly inherited?: boolean } = {},
): string[] {
  try {
    if (isPlainObject(props)) return objectErrors('', props, checks, inherited);
    return [`The props are ${show(props)}. Pass an object: { ${Object.keys(checks)[0]}: … }.`];
  } catch (error) {
    // A getter or a proxy of the app.
    return [`The props cannot be read: ${(error as Error).message}. Pass an object: { ${Object.keys(checks)[0]}: … }.`];
  }
}

/** An object with these members.
 *  @param required the members that it must have. */
export function isObjectOf<Props extends object>(
  checks: PropChecks<Props>,
  required: readonly (keyof Props & string)[] = [],
): PropCheck {
  return (name, value) => {
    if (!isPlainObject(value))
      return [`${name} is ${show(value)}. Set it to an object: { ${Object.keys(checks)[0]}: … }.`];
    const missing = required.filter((member) => (value as Partial<Props>)[member] === undefined);
    return [
      ...objectErrors(`${name}.`, value, checks, false),
      ...missing.map((member) => `${name}.${member} is missing. Set it.`),
    ];
  };
}

/** An object whose names the user chooses, such as routes. */
export function isRecordOf(check: PropCheck, example: string): PropCheck {
  return (name, value) =>
    isPlainObject(value)
      ? Object.entries(value).flatMap(([key, member]) =>
          member === undefined ? [] : check(`${name}[${JSON.stringify(key)}]`, member),
        )
      : [`${name} is ${show(value)}. Set it to an object: ${example}.`];
}

/** A list without duplicates. */
export function isListOf(check: PropCheck, example: string): PropCheck {
  return (name, value) => {
    if (!Array.isArray(value)) return [`${name} is ${show(value)}. Set it to a list: ${example}.`];
    const duplicates = value.filter((member, index) => value.indexOf(member) !== index);
    return [
      ...value.flatMap((member, index) => check(`${name}[${index}]`, member)),
      ...[...new Set(duplicates)].map((member) => `${name} contains ${show(member)} twice. Remove one.`),
    ];
  };
}

/** True or false. */
export const isBoolean: PropCheck = (name, value) =>
  typeof value === 'boolean' ? [] : [`${name} is ${show(value)}. Set it to true or false.`];

/** A text that is not empty; a token is one. */
export const isText: PropCheck = (name, value) =>
  typeof value === 'string' && value.trim() !== '' ? [] : [`${name} is ${show(value)}. Set it to a text.`];

/** A finite number in a range.
 *  @param canBeToken whether the number may be known only at deployment: then the construct must not calculate with it. */
export function isNumber({
  min,
  max,
  canBeToken = false,
}: {
  readonly min: number;
  readonly max?: number;
  readonly canBeToken?: boolean;
}): PropCheck {
  const range = max === undefined ? `of ${min} or more` : `from ${min} to ${max}`;
  return (name, value) => {
    if (Token.isUnresolved(value)) {
      return canBeToken ? [] : [`${name} is known only at deployment. Set it to a number ${range}.`];
    }
    const isInRange =
      typeof value === 'number' && Number.isFinite(value) && value >= min && value <= (max ?? Number.POSITIVE_INFINITY);
    return isInRange ? [] : [`${name} is ${show(value)}. Set it to a number ${range}.`];
  };
}

/** One of these texts, or a token. */
export function isOneOf(allowed: readonly string[]): PropCheck {
  return (name, value) =>
    Token.isUnresolved(value) || allowed.includes(value as string)
      ? []
      : [`${name} is ${show(value)}. Use one of ${allowed.join(', ')}.`];
}

/** A retention that is finite and that CloudWatch Logs offers, or a token. */
export const isRetention: PropCheck = (name, value) => {
  // The text of a token cannot be a number of days.
  const isToken = Token.isUnresolved(value) && typeof value !== 'string';
  if (isToken || (typeof value === 'number' && value in RetentionDays)) {
    if (value !== RetentionDays.INFINITE) return [];
    return [`${name} is INFINITE, but log events must expire. Choose RetentionDays.TEN_YEARS or less.`];
  }
  const days = typeof value === 'number' ? `${value} days, which CloudWatch Logs does not offer` : show(value);
  return [`${name} is ${days}. Choose a value of RetentionDays.`];
};

/** What happens to a resource when its stack is deleted. */
export const isRemovalPolicy: PropCheck = (name, value) =>
  Object.values<unknown>(RemovalPolicy).includes(value)
    ? []
    : [`${name} is ${show(value)}. Choose a value of RemovalPolicy, such as RemovalPolicy.RETAIN.`];

/** A `Duration`. */
export const isDuration: PropCheck = (name, value) =>
  hasMember(value, 'toSeconds')
    ? []
    : [`${name} is ${show(value)}. Set it to a Duration, such as Duration.seconds(3).`];

/** A construct of an interface of the CDK, recognized by a member: constructs can come from another copy of the CDK.
 *  @param example what to pass: `a LogGroup`. */
export function isConstruct(member: string, example: string): PropCheck {
  return (name, value) => (hasMember(value, member) ? [] : [`${name} is ${show(value)}. Pass ${example}.`]);
}

/** A value that the table names but does not check. */
export const isAnything: PropCheck = () => [];

function objectErrors(prefix: string, object: object, checks: object, inherited: boolean): string[] {
  const known = new Map<string, PropCheck>(Object.entries(checks));
  const notOwn = [...known.keys()].filter((name) => name in object && !Object.hasOwn(object, name));
  return [
    ...notOwn.map(
      (name) =>
        `${prefix}${name} is inherited, and only members of the object itself are read. Copy it: { ${name}: … }.`,
    ),
    ...Object.entries(object).flatMap(([name, value]) => {
      const check = known.get(name);
      if (check !== undefined) return value === undefined ? [] : check(`${prefix}${name}`, value);
      const label = `${prefix}${showName(name)}`;
      const similar = similarName(name, [...known.keys()]);
      if (similar !== undefined) return [`${label} is not a prop. Did you mean ${prefix}${similar}?`];
      return inherited ? [] : [`${label} is not a prop. The props are ${[...known.keys()].join(', ')}.`];
    }),
  ];
}

/** The nearest name, if it is near enough to be a misspelling. */
export function similarName(name: string, known: readonly string[]): string | undefined {
  const difference = (other: string) => distance(name.toLowerCase(), other.toLowerCase());
  const [nearest] = known.toSorted((a, b) => difference(a) - difference(b));
  const isSimilar = nearest !== undefined && difference(nearest) <= Math.max(1, Math.floor(name.length / 3));
  return isSimilar ? nearest : undefined;
}

/** An object with names and values: not a construct, a token, or an object of JavaScript such as a `Map`, whose content is not in its members. */
function isPlainObject(value: unknown): value is object {
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  return !hasMember(value, 'node') && !Token.isUnresolved(value);
}

function hasMember(value: unknown, member: string): boolean {
  return typeof value === 'object' && value !== null && member in value;
}

/** The name of a member in a message. */
function showName(name: string): string {
  return /^[\w$-]{1,100}$/.test(name) ? name : show(name);
}

/** A value in a message: short, and never the source text of a function. */
export function show(value: unknown): string {
  if (typeof value === 'string' && Token.isUnresolved(value)) return 'a token';
  if (typeof value === 'string')
    return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) {
    const path = (value as { readonly node?: { readonly path?: unknown } }).node?.path;
    if (typeof path === 'string') return `the construct ${path}`;
    if (Token.isUnresolved(value)) return 'a token';
    const [, type = 'Object'] = /^\[object (\w+)\]$/.exec(Object.prototype.toString.call(value)) ?? [];
    return type === 'Object' ? 'an object' : `a ${type}`;
  }
  return String(value);
}
