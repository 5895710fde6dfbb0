import { z } from '@hono/zod-openapi';
import { FIELD_NAMES, type LineFields, type LineFilter } from './response-line.ts';

const MAX_FILTERS = 16;
const MAX_FILTER_CHARACTERS = 1024;
const MAX_SKIP = 10_000;
const MAX_LIMIT = 100_000;

const skipRule = `must be a whole number from -${MAX_SKIP} to ${MAX_SKIP}`;
const limitRule = `must be a whole number from 1 to ${MAX_LIMIT}`;

/** The parameter `filter=KEY:value`, which may be repeated. */
const filter = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => [value].flat())
  .pipe(
    z
      .array(
        z
          .string()
          .max(MAX_FILTER_CHARACTERS, `must have at most ${MAX_FILTER_CHARACTERS} characters`)
          .refine(isFilter, `must be KEY:value with one colon; KEY is one of ${FIELD_NAMES.join(', ')}`),
      )
      .max(MAX_FILTERS, `must not be given more than ${MAX_FILTERS} times`),
  )
  .optional()
  .openapi({
    type: 'array',
    items: { type: 'string' },
    description: `Returns only lines with this value, as \`KEY:value\`. KEY is one of ${FIELD_NAMES.join(', ')}. Filters with the same key are alternatives; a line must match every key.`,
    example: ['LEVEL:ERROR'],
  });

/** The query parameters of the routes that return log lines. */
export const logQuery = z.object({
  cursor: z.string('must be given only once').max(256, 'is not a cursor of this log').default('BEG').openapi({
    description:
      'Where to start: `BEG` (the oldest line), `END` (after the newest line), or the cursor of a line (after that line).',
  }),
  skip: z
    .string('must be given only once')
    .regex(/^-?\d{1,5}$/, skipRule)
    .transform(Number)
    .refine((skip) => Math.abs(skip) <= MAX_SKIP, skipRule)
    .default(0)
    .openapi({
      type: 'integer',
      description: 'The number of lines to leave out. A negative number moves the start back by this number of lines.',
    }),
  limit: z
    .string('must be given only once')
    .regex(/^\d{1,6}$/, limitRule)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= MAX_LIMIT, limitRule)
    .optional()
    .openapi({ type: 'integer', description: 'The maximum number of lines in the response.' }),
  filter,
});

/** The parsed query parameters. */
export type LogQuery = z.output<typeof logQuery>;

/** The header that a standard EventSource sends when it reconnects. */
export const logHeaders = z.object({
  'last-event-id': z
    .string()
    .max(256, 'is not a cursor of this log')
    .optional()
    .openapi({ description: 'Starts after this cursor. It takes precedence over `cursor` and `skip`.' }),
});

function isFilter(text: string): boolean {
  const [key, , ...more] = text.split(':');
  return text.includes(':') && more.length === 0 && FIELD_NAMES.includes(key as keyof LineFields);
}

/** Groups the values of the filters by their field. */
export function lineFilter(filters: readonly string[] = []): LineFilter {
  const byField = new Map<keyof LineFields, Set<string>>();
  for (const text of filters) {
    const [key, value = ''] = text.split(':') as [keyof LineFields, string?];
    byField.set(key, (byField.get(key) ?? new Set()).add(value));
  }
  return byField;
}
