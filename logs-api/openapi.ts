import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiEnv } from './dependencies.ts';

export const errorSchema = z
  .object({
    error: z
      .enum([
        'authentication-error',
        'forbidden-error',
        'invalid-request-error',
        'not-found-error',
        'rate-limit-error',
        'server-error',
      ])
      .openapi({ description: 'Stays the same; for programs.' }),
    info: z.string().openapi({ description: 'What is wrong, and what to do; for people.' }),
  })
  .openapi('Error');

const WHAT: Readonly<Record<number, string>> = {
  400: 'A parameter or a header makes no sense.',
  401: 'There is no valid token.',
  403: 'The token may not read this.',
  404: 'There is no such thing.',
  429: 'Too many requests: wait for as many seconds as `Retry-After` says.',
  500: 'The service failed.',
};

const CODES = [400, 401, 403, 404, 429, 500] as const;

/** The errors that every route may answer with. */
export const errorResponses = Object.fromEntries(
  CODES.map((code) => [
    code,
    { description: WHAT[code] ?? '', content: { 'application/json': { schema: errorSchema } } },
  ]),
) as Record<
  (typeof CODES)[number],
  { description: string; content: { 'application/json': { schema: typeof errorSchema } } }
>;

export const security = [{ bearer: [] }];

/** A parameter that takes several segments of a path, as the router writes it: `{name{.+}}`. */
const GREEDY_PARAMETER = /\{(\w+)\{[^}]*\}\}/g;

/** The OpenAPI document of the routes that an app has. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Tailgate Logs API', version: '1', description: 'API calls, and the logs behind them.' },
  });
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [
    path.replace(GREEDY_PARAMETER, '{$1}'),
    item,
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}
