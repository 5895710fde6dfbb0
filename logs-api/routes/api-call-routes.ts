import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiCall } from '../../core/calls/api-call.ts';
import { ApiError } from '../api-error.ts';
import type { ApiEnv, LogsApiDeps } from '../dependencies.ts';
import { errorResponses, security } from '../openapi.ts';
import { type Caller, mayReadCalls } from '../scopes.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MAX_URL_CHARACTERS = 4096;

const limitRule = `must be a whole number from 1 to ${MAX_LIMIT}`;
const callId = z.string('must be given only once').max(64, 'is not the id of a call');

const query = z
  .object({
    starting_after: callId
      .optional()
      .openapi({ description: 'Returns the next page: the calls that are older than the call with this id.' }),
    ending_before: callId.optional().openapi({
      description: 'Returns the previous page: the calls that were made directly after the call with this id.',
    }),
    limit: z
      .string('must be given only once')
      .regex(/^\d{1,3}$/, limitRule)
      .transform(Number)
      .refine((limit) => limit >= 1 && limit <= MAX_LIMIT, limitRule)
      .default(DEFAULT_LIMIT)
      .openapi({
        type: 'integer',
        minimum: 1,
        maximum: MAX_LIMIT,
        description: 'The maximum number of calls in the response.',
      }),
    source: z.enum(['api', 'webhook'], 'must be api or webhook').default('api').openapi({
      description: '`api`: requests to the API. `webhook`: requests that its functions sent to other services.',
    }),
    url: z
      .string('must be given only once')
      .min(1, 'must not be empty')
      .max(MAX_URL_CHARACTERS, `must have at most ${MAX_URL_CHARACTERS} characters`)
      .optional()
      .openapi({
        description:
          'Returns only calls to this URL, which is compared as a whole. For requests to the API, the query string is ignored.',
      }),
    domain: z
      .string('must be given only once')
      .min(1, 'must not be empty')
      .max(256, 'must have at most 256 characters')
      .optional()
      .openapi({
        description:
          'The domain whose calls to return. Required for operator tokens; not allowed for domain tokens, which read only the calls of their own domain.',
      }),
  })
  .refine(({ starting_after, ending_before }) => starting_after === undefined || ending_before === undefined, {
    message: 'cannot be combined with ending_before; send only one of them',
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
    request: nullable.openapi({
      description: 'The body as text, redacted. A body of more than 8 KB is cut, and ends with `… [cut]`.',
    }),
    response: nullable.openapi({
      description: 'The body as text, redacted. A body of more than 8 KB is cut, and ends with `… [cut]`.',
    }),
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
  summary: 'Lists API calls, newest first',
  security,
  request: { query },
  responses: {
    200: {
      description: 'One page of calls, newest first.',
      content: { 'application/json': { schema: z.array(apiCallSchema) } },
    },
    ...errorResponses,
  },
});

/** Adds `GET /logs/api`, which returns API calls. */
export function addApiCallRoutes(app: OpenAPIHono<ApiEnv>, { calls }: LogsApiDeps): void {
  app.openapi(route, async (c) => {
    const { starting_after, ending_before, domain, ...filters } = c.req.valid('query');
    const domainId = requestedDomain(c.get('caller'), domain);
    if (!calls) {
      throw new ApiError('not-found-error', 'API calls are not available: this server was started without a table.');
    }
    const page = await calls.list({ ...filters, domainId, startingAfter: starting_after, endingBefore: ending_before });
    if (page === 'unknown-cursor') {
      throw new ApiError(
        'invalid-request-error',
        'starting_after or ending_before: a call with this id does not exist. Use the id of a call from a response.',
      );
    }
    return c.json([...page], 200);
  });
}

/** The domain whose calls to return. The token decides, except for operators, who do not belong to a domain. */
function requestedDomain(caller: Caller, requested: string | undefined): string {
  if (!mayReadCalls(caller)) throw new ApiError('forbidden-error', 'This token is not allowed to read API calls.');
  if (caller.domainId !== null) {
    if (requested === undefined) return caller.domainId;
    throw new ApiError(
      'forbidden-error',
      'This token reads only the calls of its own domain. Remove the parameter domain.',
    );
  }
  if (requested !== undefined) return requested;
  throw new ApiError(
    'invalid-request-error',
    'domain: is required for an operator token. Send the domain whose calls you want to read.',
  );
}
