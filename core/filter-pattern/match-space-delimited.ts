import { compileComparison } from './comparison.ts';
import { compileCondition } from './condition.ts';
import type { Comparison, Field, SpaceDelimitedPattern } from './pattern.ts';
import { splitFields } from './split-fields.ts';

/** A compiled space-delimited pattern. */
export interface SpaceDelimitedMatcher {
  readonly matches: (message: string) => boolean;
  /** The fields of a matching line by name (`$status`), or by number for fields without a name (`$1` is the first). */
  readonly extract: (message: string) => Record<string, string> | undefined;
}

/** A field of the pattern, compiled. */
interface Column {
  readonly name: string | undefined;
  readonly test: (value: string) => boolean;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Makes the functions that test and extract the fields of a line.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-space-delimited-log-events.html */
export function compileSpaceDelimitedPattern({ fields }: SpaceDelimitedPattern): SpaceDelimitedMatcher {
  const ellipsis = fields.length === 0 ? 0 : fields.findIndex((field) => field.kind === 'ellipsis');
  const isOpen = ellipsis !== -1;
  const leading = (isOpen ? fields.slice(0, ellipsis) : fields).map(toColumn);
  const trailing = (isOpen ? fields.slice(ellipsis + 1) : []).map(toColumn);

  const read = (message: string): string[] | undefined => {
    const values = isOpen ? splitFields(message).map((field) => field.text) : splitInto(message, leading.length);
    if (values.length < leading.length + trailing.length) return undefined;
    const passes =
      leading.every((column, index) => column.test(values[index] ?? '')) &&
      trailing.every((column, index) => column.test(values[values.length - trailing.length + index] ?? ''));
    return passes ? values : undefined;
  };

  return {
    matches: (message) => read(message) !== undefined,
    extract: (message) => {
      const values = read(message);
      if (values === undefined) return undefined;
      const firstTrailing = values.length - trailing.length;
      return Object.fromEntries(
        values.map((value, index) => {
          const column = index < firstTrailing ? leading[index] : trailing[index - firstTrailing];
          return [`$${column?.name ?? index + 1}`, value];
        }),
      );
    },
  };
}

function toColumn(field: Field): Column {
  const name = field.kind === 'named' ? field.name : undefined;
  if (field.kind !== 'named' || field.condition === undefined) return { name, test: () => true };
  return { name, test: compileCondition<Comparison, string>(field.condition, compileTest) };
}

function compileTest(comparison: Comparison): (value: string) => boolean {
  const compare = compileComparison(comparison);
  return (value) => compare(value, NUMBER.test(value) ? Number(value) : undefined);
}

/** Splits a line into at most `count` fields. If the line has more, the last field is the unchanged rest of the line. */
function splitInto(message: string, count: number): string[] {
  const fields = splitFields(message);
  const values = fields.slice(0, count).map((field) => field.text);
  const last = fields[count - 1];
  if (last !== undefined && fields.length > count) values[count - 1] = message.slice(last.start, fields.at(-1)?.end);
  return values;
}
