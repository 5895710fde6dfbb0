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
    cursor: z.string(),
    realtime_timestamp: z.number().int().openapi({ description: 'Microseconds since 1970.' }),
  })
  .openapi('LogLine');

/** How log events are answered. */
export const logResponses = {
  200: {
    description:
      'The lines, in the form that Accept prefers: text, one JSON object a line, or Server-Sent Events that go on with what arrives.',
    content: {
      'text/plain': { schema: z.string() },
      'application/json': { schema: line },
      'text/event-stream': { schema: z.string() },
    },
  },
  204: { description: 'Nothing matched.' },
} as const;

export const downloadResponses = {
  200: {
    description: 'The lines as text, compressed with gzip.',
    content: { 'application/gzip': { schema: z.string() } },
  },
  204: { description: 'Nothing matched.' },
} as const;
