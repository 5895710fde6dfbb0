import { isObject } from '../../../core/is-object.ts';
import { serializationError } from '../service-error.ts';
import { NOT_NULL, Violations } from './violations.ts';

/** A type of the service's model: the JSON that it accepts and the constraints of its values. The texts of constraints are those of
 *  the service. */
export interface Shape<T> {
  /** @throws ServiceError (`SerializationException`) when the JSON has another type. */
  read(json: unknown): T;
  /** Adds each constraint that `value` violates to `violations`. */
  check(value: T, violations: Violations): void;
  /** Formats a value as the service does in messages. */
  print(value: T): string;
}

export interface RequiredShape<T> extends Shape<T> {
  readonly required: true;
}

/** Members by name. Members that are not `required(…)` may be missing or null. */
export type Members = Readonly<Record<string, Shape<unknown>>>;

type TypeOf<S> = S extends Shape<infer T> ? T : never;
type RequiredKeys<M extends Members> = { [K in keyof M]: M[K] extends { required: true } ? K : never }[keyof M];
/** The type of the input for members: `{ name: required(string()), limit: integer() }` reads `{ name: string; limit?: number }`. */
export type InputOf<M extends Members> = { readonly [K in RequiredKeys<M>]: TypeOf<M[K]> } & {
  readonly [K in Exclude<keyof M, RequiredKeys<M>>]?: TypeOf<M[K]>;
};

/** Marks a member as required. */
export function required<T>(shape: Shape<T>): RequiredShape<T> {
  return { ...shape, required: true };
}

/** Constraints of a string: its length, its pattern, or its allowed values. */
export interface StringConstraints<V extends string> {
  readonly min?: number;
  readonly max?: number;
  /** The pattern of the service's model, for the whole string. */
  readonly pattern?: string;
  readonly values?: readonly V[];
}

/** A string. Lengths are in UTF-16 code units, as in Java. */
export function string<const V extends string = string>(constraints: StringConstraints<V> = {}): Shape<V> {
  const { min, max, pattern, values } = constraints;
  const wholePattern = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, 'u');
  return {
    read: (json) => (typeof json === 'string' ? (json as V) : wrongType(json, 'a String')),
    check(value, violations) {
      checkLength(value.length, min, max, violations, () => value);
      if (wholePattern && !wholePattern.test(value))
        violations.add(`Member must satisfy regular expression pattern: ${pattern}`);
      if (values && !values.includes(value)) violations.add(enumConstraint(values));
    },
    print: (value) => value,
  };
}

/** The smallest and the largest value, length or number of items. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export interface NumberConstraints extends Bounds {
  readonly values?: readonly number[];
}

const INTEGER_MAX = 2 ** 31 - 1;

/** A 32-bit integer. Fractions are truncated. */
export function integer(constraints: NumberConstraints = {}): Shape<number> {
  return number(constraints, 'an Integer', INTEGER_MAX);
}

/** A 64-bit integer with 53 bits of precision. Fractions are truncated. */
export function long(bounds: Bounds = {}): Shape<number> {
  return number(bounds, 'a Long', Number.MAX_SAFE_INTEGER);
}

function number({ min, max, values }: NumberConstraints, type: string, maxValue: number): Shape<number> {
  return {
    read(json) {
      const value = Math.trunc(typeof json === 'number' ? json : wrongType(json, type));
      return Math.max(-maxValue, Math.min(maxValue, value));
    },
    check(value, violations) {
      const addViolation = (constraint: string) => violations.add(constraint, String(value));
      if (min !== undefined && value < min) addViolation(`Member must have value greater than or equal to ${min}`);
      if (max !== undefined && value > max) addViolation(`Member must have value less than or equal to ${max}`);
      if (values && !values.includes(value)) violations.add(enumConstraint(values));
    },
    print: String,
  };
}

/** A boolean. */
export function boolean(): Shape<boolean> {
  return {
    read: (json) => (typeof json === 'boolean' ? json : wrongType(json, 'a Boolean')),
    check() {},
    print: String,
  };
}

/** A list. Violations of scalar members are reported once for the whole list, and violations of structures for each member. */
export function list<T>(member: Shape<T>, { min, max }: Bounds = {}): Shape<readonly T[]> {
  const print = (values: readonly T[]) => `[${values.map((value) => member.print(value)).join(', ')}]`;
  return {
    read(json) {
      if (Array.isArray(json)) return json.map((item) => member.read(item));
      throw serializationError(isObject(json) ? UNEXPECTED_STRUCTURE : 'Expected list or null');
    },
    check(values, violations) {
      checkLength(values.length, min, max, violations, () => print(values));
      const scalarViolations = new Violations();
      values.forEach((value, index) => {
        if (typeof value === 'object') {
          violations.enter(index);
          member.check(value, violations);
          violations.leave();
        } else {
          member.check(value, scalarViolations);
        }
      });
      violations.addAll('Member', scalarViolations);
    },
    print,
  };
}

/** A map from strings to strings. */
export function map(
  key: Shape<string>,
  value: Shape<string>,
  { min, max }: Bounds = {},
): Shape<Readonly<Record<string, string>>> {
  const print = (entries: Readonly<Record<string, string>>) =>
    `{${Object.entries(entries)
      .map((entry) => entry.join('='))
      .join(', ')}}`;
  return {
    read(json) {
      if (!isObject(json)) throw serializationError(Array.isArray(json) ? UNEXPECTED_LIST : 'Expected map or null');
      // Without a prototype, `__proto__` is an ordinary key.
      const entries: Record<string, string> = Object.create(null);
      for (const [name, item] of Object.entries(json)) entries[name] = value.read(item);
      return entries;
    },
    check(entries, violations) {
      checkLength(Object.keys(entries).length, min, max, violations, () => print(entries));
      const keyViolations = new Violations();
      for (const name of Object.keys(entries)) key.check(name, keyViolations);
      violations.addAll('Map keys', keyViolations);
      const valueViolations = new Violations();
      for (const text of Object.values(entries)) value.check(text, valueViolations);
      violations.addAll('Map value', valueViolations);
    },
    print,
  };
}

/** A structure. Unknown members are ignored.
 *  @param name for messages. */
export function structure<M extends Members>(name: string, members: M): Shape<InputOf<M>> {
  return {
    read(json) {
      if (!isObject(json)) throw serializationError(Array.isArray(json) ? UNEXPECTED_LIST : 'Expected null');
      const value: Record<string, unknown> = {};
      for (const member in members) {
        const item = json[member];
        if (item !== null && item !== undefined) value[member] = members[member]?.read(item);
      }
      return value as InputOf<M>;
    },
    check(value, violations) {
      for (const member in members) {
        const item = (value as Record<string, unknown>)[member];
        const shape = members[member] as Shape<unknown>;
        violations.enter(member);
        if (item !== undefined) shape.check(item, violations);
        else if ('required' in shape) violations.add(NOT_NULL);
        violations.leave();
      }
    },
    print(value) {
      const items = value as Record<string, unknown>;
      const text = Object.keys(members).map((member) => {
        const item = items[member];
        return `${member}=${item === undefined ? 'null' : members[member]?.print(item)}`;
      });
      return `${name}(${text.join(', ')})`;
    },
  };
}

const UNEXPECTED_LIST = 'Start of list found where not expected';
const UNEXPECTED_STRUCTURE = 'Start of structure or map found where not expected';

function wrongType(json: unknown, type: string): never {
  if (Array.isArray(json)) throw serializationError(UNEXPECTED_LIST);
  if (isObject(json)) throw serializationError(UNEXPECTED_STRUCTURE);
  throw serializationError(`${tokenName(json)}_VALUE can not be converted to ${type}`);
}

function tokenName(json: unknown): string {
  return typeof json === 'boolean' || json === null ? String(json).toUpperCase() : (typeof json).toUpperCase();
}

function enumConstraint(values: readonly unknown[]): string {
  return `Member must satisfy enum value set: [${values.join(', ')}]`;
}

function checkLength(
  length: number,
  min: number | undefined,
  max: number | undefined,
  violations: Violations,
  print: () => string,
): void {
  if (min !== undefined && length < min) {
    violations.add(`Member must have length greater than or equal to ${min}`, print());
  }
  if (max !== undefined && length > max) {
    violations.add(`Member must have length less than or equal to ${max}`, print());
  }
}
