import type { NormalizedSchema } from '@smithy/core/schema';

/** Finds the first value of a wrong type.
 *  @param path of the value, such as `events[0].timestamp`.
 *  @returns a description, such as `events[0].timestamp = "x"`; undefined when all types are right. */
export type OutputCheck = (value: unknown, path: string) => string | undefined;

const checks = new WeakMap<object, OutputCheck>();

/** Compiles a check for the outputs of an operation. The deserializers of the SDK do not check types: a text where a number is expected
 *  arrives as a text. Missing members are right: the SDK declares all members of outputs as optional.
 *  @param schema the output schema of an operation, as the SDK has it. */
export function outputCheck(schema: NormalizedSchema): OutputCheck {
  const known = checks.get(schema);
  if (known) return known;
  // A schema can contain itself.
  let check: OutputCheck = () => undefined;
  checks.set(schema, (value, path) => check(value, path));
  check = compile(schema);
  return check;
}

function compile(schema: NormalizedSchema): OutputCheck {
  if (schema.isStreaming() || schema.isDocumentSchema()) return () => undefined;
  if (schema.isStringSchema()) return optional((value) => typeof value === 'string');
  if (schema.isNumericSchema()) return optional((value) => Number.isFinite(value));
  if (schema.isBooleanSchema()) return optional((value) => typeof value === 'boolean');
  if (schema.isTimestampSchema()) return optional((value) => value instanceof Date && !Number.isNaN(value.getTime()));
  if (schema.isListSchema()) return listCheck(schema.getValueSchema());
  if (schema.isMapSchema()) return mapCheck(schema.getValueSchema());
  if (schema.isStructSchema()) return structCheck(schema);
  return () => undefined;
}

function optional(isRight: (value: unknown) => boolean): OutputCheck {
  return (value, path) =>
    value === undefined || value === null || isRight(value) ? undefined : `${path} = ${shortJson(value)}`;
}

function listCheck(items: NormalizedSchema): OutputCheck {
  const check = outputCheck(items);
  const isStruct = items.isStructSchema() && !items.isUnionSchema();
  return (value, path) => {
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) return `${path} = ${shortJson(value)}`;
    for (const [index, item] of value.entries()) {
      // The deserializers make an object without members of any value that is not an object.
      const isEmpty = item === null || item === undefined || (isStruct && isWithoutMembers(item));
      const found = isEmpty ? `${path}[${index}] is not an object with members` : check(item, `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function isWithoutMembers(item: object): boolean {
  for (const name in item) if (item[name as keyof typeof item] !== undefined) return false;
  return true;
}

function mapCheck(values: NormalizedSchema): OutputCheck {
  const check = outputCheck(values);
  return (value, path) => {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object') return `${path} = ${shortJson(value)}`;
    for (const [name, member] of Object.entries(value)) {
      const found = check(member, `${path}.${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function structCheck(schema: NormalizedSchema): OutputCheck {
  const members = Object.entries(schema.getMemberSchemas()).map(
    ([name, member]) => [name, outputCheck(member)] as const,
  );
  return (value, path) => {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object') return `${path} = ${shortJson(value)}`;
    const given = value as Readonly<Record<string, unknown>>;
    for (const [name, check] of members) {
      const found = check(given[name], path === '' ? name : `${path}.${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

const MAX_SHOWN_CHARACTERS = 40;

function shortJson(value: unknown): string {
  const text = typeof value === 'bigint' ? `${value}` : (JSON.stringify(value) ?? typeof value);
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}
