import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiEnv } from './dependencies.ts';

/** The body of every error response. */
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
      .openapi({ description: 'A stable code that programs can compare.' }),
    info: z.string().openapi({ description: 'What is wrong and what to do, for people. The text may change.' }),
  })
  .openapi('Error');

const ERROR_DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'A parameter or a header is not valid.',
  401: 'The request does not have a valid token.',
  403: 'The token is not allowed to read this.',
  404: 'The requested item does not exist.',
  429: 'Too many requests. The header `Retry-After` is the number of seconds to wait.',
  500: 'The service failed.',
  503: 'An AWS service does not answer. The header `Retry-After` is the number of seconds to wait.',
  504: 'Reading took longer than the server allows.',
};

const ERROR_STATUSES = [400, 401, 403, 404, 429, 500, 503, 504] as const;

/** The error responses that every route may have. */
export const errorResponses = Object.fromEntries(
  ERROR_STATUSES.map((code) => [
    code,
    { description: ERROR_DESCRIPTIONS[code] ?? '', content: { 'application/json': { schema: errorSchema } } },
  ]),
) as Record<
  (typeof ERROR_STATUSES)[number],
  { description: string; content: { 'application/json': { schema: typeof errorSchema } } }
>;

/** The security requirement of every route that needs a token. */
export const security = [{ bearer: [] }];

/** A parameter for several segments of a path, in the router's syntax: `{name{.+}}`. OpenAPI does not have this syntax. */
const GREEDY_PARAMETER = /\{(\w+)\{[^}]*\}\}/g;

/** The OpenAPI document of the app's routes.
 *  @param basePath the path before the routes in URLs of clients, such as `/prod`. The URL of the server is relative to that of the
 *    document, and so is right for every domain name. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>, basePath: string) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    servers: [{ url: basePath || '/' }],
    info: {
      title: 'Tailgate Logs API',
      version: '1',
      description: 'API calls, and the logs of API Gateway and Lambda.',
    },
  });
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [
    path.replace(GREEDY_PARAMETER, '{$1}'),
    item,
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}
