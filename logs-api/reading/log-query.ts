import { z } from '@hono/zod-openapi';
import { FIELD_NAMES, type LineFields, type LineFilter } from './response-line.ts';

const MAX_FILTERS = 16;
const MAX_FILTER_CHARACTERS = 1024;
const MAX_SKIP = 10_000;
const MAX_LIMIT = 100_000;

const whole = (most: number) => `has to be a whole number of at most ${most}`;

/** One `filter=KEY:value`, or several. */
const filter = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => [value].flat())
  .pipe(
    z
      .array(
        z
          .string()
          .max(MAX_FILTER_CHARACTERS, `has at most ${MAX_FILTER_CHARACTERS} characters`)
          .refine(isFilter, `has to be KEY:value with exactly one colon, and KEY one of ${FIELD_NAMES.join(', ')}`),
      )
      .max(MAX_FILTERS, `can be given ${MAX_FILTERS} times at most`),
  )
  .optional()
  .openapi({
    type: 'array',
    items: { type: 'string' },
    description: `\`KEY:value\`, with KEY one of ${FIELD_NAMES.join(', ')}; may be repeated: values of the same key are alternatives, different keys must all match.`,
    example: ['LEVEL:ERROR'],
  });

/** The parameters by which logs are read. */
export const logQuery = z.object({
  cursor: z.string('is given once').max(256, 'is no cursor of this log').default('BEG').openapi({
    description: '`BEG` (the beginning), `END`, or the cursor of a line: what comes after that line is read.',
  }),
  skip: z
    .string('is given once')
    .regex(/^-?\d{1,5}$/, whole(MAX_SKIP))
    .transform(Number)
    .refine((skip) => Math.abs(skip) <= MAX_SKIP, whole(MAX_SKIP))
    .default(0)
    .openapi({ type: 'integer', description: 'Leaves out so many lines; a negative number goes back by so many.' }),
  limit: z
    .string('is given once')
    .regex(/^\d{1,6}$/, whole(MAX_LIMIT))
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= MAX_LIMIT, `has to be from 1 to ${MAX_LIMIT}`)
    .optional()
    .openapi({ type: 'integer', description: 'Ends after so many lines.' }),
  filter,
});

export type LogQuery = z.output<typeof logQuery>;

/** The header by which a standard EventSource goes on. */
export const logHeaders = z.object({
  'last-event-id': z
    .string()
    .max(256, 'is no cursor of this log')
    .optional()
    .openapi({ description: 'Goes on right after this cursor, whatever `cursor` and `skip` say.' }),
});

function isFilter(text: string): boolean {
  const [key, , ...more] = text.split(':');
  return text.includes(':') && more.length === 0 && FIELD_NAMES.includes(key as keyof LineFields);
}

export function lineFilter(filters: readonly string[] = []): LineFilter {
  const wanted = new Map<keyof LineFields, Set<string>>();
  for (const text of filters) {
    const [key, value = ''] = text.split(':') as [keyof LineFields, string?];
    wanted.set(key, (wanted.get(key) ?? new Set()).add(value));
  }
  return wanted;
}
