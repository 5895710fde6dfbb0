import { z } from '@hono/zod-openapi';

const line = z
  .object({
    fields: z.object({
      MESSAGE: z.string(),
      LEVEL: z.string().optional(),
      FUNCTION: z.string().optional(),
      LOG_GROUP: z.string(),
      LOG_STREAM: z.string(),
      REQUEST_ID: z.string().optional(),
      FILE: z.string().optional(),
    }),
    cursor: z.string().openapi({ description: 'Send it as the parameter `cursor` to read the lines after this one.' }),
    realtime_timestamp: z
      .number()
      .int()
      .openapi({ description: 'The time of the event, in microseconds since 1970-01-01 UTC.' }),
  })
  .openapi('LogLine');

/** The responses of the routes that return log lines. */
export const logResponses = {
  200: {
    description:
      'The lines in the format that the header Accept prefers: text, JSON (one object per line), or Server-Sent Events, which continue with new lines.',
    content: {
      'text/plain': { schema: z.string() },
      'application/json': { schema: line },
      'text/event-stream': { schema: z.string() },
    },
  },
  204: { description: 'No line matches.' },
} as const;

/** The responses of the routes that return a gzip file. */
export const downloadResponses = {
  200: {
    description: 'The lines as text, compressed with gzip.',
    content: { 'application/gzip': { schema: z.string() } },
  },
  204: { description: 'No line matches.' },
} as const;
