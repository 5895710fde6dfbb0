import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiCall } from '../../core/calls/api-call.ts';
import { ApiError } from '../api-error.ts';
import type { ApiEnv, LogsApiDeps } from '../dependencies.ts';
import { errorResponses, security } from '../openapi.ts';
import { type Caller, mayReadCalls } from '../scopes.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MAX_URL_CHARACTERS = 4096;

const limitRule = `has to be a whole number from 1 to ${MAX_LIMIT}`;
const callId = z.string('is given once').max(64, 'is the id of no call');

const query = z
  .object({
    starting_after: callId
      .optional()
      .openapi({ description: 'The page further down: calls older than the one with this id.' }),
    ending_before: callId
      .optional()
      .openapi({ description: 'The page further up: the calls just newer than the one with this id.' }),
    limit: z
      .string('is given once')
      .regex(/^\d{1,3}$/, limitRule)
      .transform(Number)
      .refine((limit) => limit >= 1 && limit <= MAX_LIMIT, limitRule)
      .default(DEFAULT_LIMIT)
      .openapi({ type: 'integer', minimum: 1, maximum: MAX_LIMIT }),
    source: z
      .enum(['api', 'webhook'], 'has to be api or webhook')
      .default('api')
      .openapi({ description: 'Requests to the API, or webhooks that its functions sent.' }),
    url: z
      .string('is given once')
      .min(1, 'is empty')
      .max(MAX_URL_CHARACTERS, `has at most ${MAX_URL_CHARACTERS} characters`)
      .optional()
      .openapi({
        description: 'Only calls to exactly this URL; of requests to the API, the query string does not count.',
      }),
    domain: z
      .string('is given once')
      .min(1, 'is empty')
      .max(256, 'has at most 256 characters')
      .optional()
      .openapi({ description: 'For operators alone: whose calls. A domain token reads its own, and names none.' }),
  })
  .refine(({ starting_after, ending_before }) => starting_after === undefined || ending_before === undefined, {
    message: 'and ending_before exclude one another: name one of them',
    path: ['starting_after'],
  });

const nullable = z.string().nullable();

const apiCallSchema = z
  .object({
    id: z.string(),
    userId: nullable,
    domainId: z.string(),
    source: z.enum(['api', 'webhook']),
    ip: z.string(),
    method: z.string(),
    url: z.string(),
    status: z.number().int(),
    createdAt: z.string().openapi({ format: 'date-time' }),
    request: nullable.openapi({ description: 'The body, at most 8 KB of it.' }),
    response: nullable.openapi({ description: 'The body, at most 8 KB of it.' }),
    route: nullable,
    latencyMs: z.number().nullable(),
    error: nullable,
    userAgent: nullable,
    requestId: z.string(),
    functionRequestId: nullable,
    traceId: nullable,
  })
  .openapi('ApiCall') satisfies z.ZodType<ApiCall>;

const route = createRoute({
  method: 'get',
  path: '/logs/api',
  summary: 'API calls, newest first',
  security,
  request: { query },
  responses: {
    200: { description: 'A page of calls.', content: { 'application/json': { schema: z.array(apiCallSchema) } } },
    ...errorResponses,
  },
});

export function addApiCalls(app: OpenAPIHono<ApiEnv>, { calls }: LogsApiDeps): void {
  app.openapi(route, async (c) => {
    const { starting_after, ending_before, domain, ...wanted } = c.req.valid('query');
    const domainId = domainOf(c.get('caller'), domain);
    if (!calls) {
      throw new ApiError('not-found-error', 'API calls are not indexed here: this host was started without a table.');
    }
    const page = await calls.list({ ...wanted, domainId, startingAfter: starting_after, endingBefore: ending_before });
    if (page === 'unknown-cursor') {
      throw new ApiError(
        'invalid-request-error',
        'There is no call with the id that starting_after or ending_before names.',
      );
    }
    return c.json([...page], 200);
  });
}

/** Whose calls a caller reads: the token decides for everybody but operators, who belong to no domain. */
function domainOf(caller: Caller, named: string | undefined): string {
  if (!mayReadCalls(caller)) throw new ApiError('forbidden-error', 'This token may not read API calls.');
  if (caller.domainId !== null) {
    if (named === undefined) return caller.domainId;
    throw new ApiError(
      'forbidden-error',
      'This token reads the calls of its own domain; leave the parameter domain out.',
    );
  }
  if (named !== undefined) return named;
  throw new ApiError('invalid-request-error', 'domain: an operator has to say whose calls to read.');
}
