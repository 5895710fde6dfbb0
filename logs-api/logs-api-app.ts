import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { withLease } from './admission.ts';
import { ApiError, errorResponse, tooManyRequests } from './api-error.ts';
import type { ApiEnv, LogsApiDeps } from './dependencies.ts';
import { negotiateFormat } from './negotiate.ts';
import { openApiDocument } from './openapi.ts';
import { LogResponder } from './reading/log-responder.ts';
import { addApiCallRoutes } from './routes/api-call-routes.ts';
import { addComponentRoutes } from './routes/component-routes.ts';
import { addFileRoutes } from './routes/file-routes.ts';
import { addTaskRoutes } from './routes/task-routes.ts';

const MAX_URL_CHARACTERS = 8192;
/** When a client that found all places taken may try again. */
const RETRY_AFTER_SECONDS = 5;

/** The headers of every response. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Creates the Logs API: API calls, and the logs of components, functions and requests. */
export function createLogsApi(deps: LogsApiDeps): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // The path is the name of a parameter, and the message is from our schema: neither repeats what the client sent.
      const [issue] = result.error.issues;
      throw new ApiError('invalid-request-error', `${String(issue?.path[0] ?? result.target)}: ${issue?.message}`);
    },
  });
  app.onError((error, c) => errorResponse(error, c, deps.report));
  app.notFound((c) =>
    errorResponse(new ApiError('not-found-error', 'This route does not exist. See /openapi.json.'), c, deps.report),
  );

  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
    await next();
  });
  const { corsOrigins = [] } = deps;
  if (corsOrigins.length > 0) {
    app.use(
      cors({ origin: [...corsOrigins], allowMethods: ['GET'], allowHeaders: ['Authorization', 'Last-Event-ID'] }),
    );
  }
  app.use(async (c, next) => {
    if (c.req.method !== 'GET') {
      throw new ApiError('invalid-request-error', 'Only the method GET is supported.', {
        status: 405,
        headers: { Allow: 'GET' },
      });
    }
    if (c.req.url.length > MAX_URL_CHARACTERS) {
      throw new ApiError('invalid-request-error', `The URL is longer than ${MAX_URL_CHARACTERS} characters.`, {
        status: 414,
      });
    }
    const length = c.req.header('content-length');
    if (c.req.header('transfer-encoding') !== undefined || (length !== undefined && length !== '0')) {
      throw new ApiError('invalid-request-error', 'A request must not have a body.', { status: 413 });
    }
    await next();
  });

  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  app.get('/openapi.json', (c) => c.json(openApiDocument(app, deps.basePath?.(c.env) ?? '')));

  app.use('/logs/*', async (c, next) => {
    const caller = await deps.authenticate(c.req.raw, c.env);
    if (!caller) {
      throw new ApiError(
        'authentication-error',
        'Send a valid token in the header Authorization: Bearer <id>.<secret>',
        {
          headers: { 'WWW-Authenticate': 'Bearer' },
        },
      );
    }
    const waitSeconds = await deps.rateLimiter.take(caller.tokenId);
    if (waitSeconds > 0) throw tooManyRequests('This token sent more than 20 requests per second.', waitSeconds);
    c.set('caller', caller);
    c.header('Vary', 'Accept, Authorization');
    const kind = negotiateFormat(c.req.header('accept')) === 'events' ? 'stream' : 'read';
    const lease = await deps.admission.admit(kind);
    if (!lease) throw tooManyRequests('Too many requests or open streams. Try again later.', RETRY_AFTER_SECONDS);
    await next();
    c.res = await withLease(c.res, lease);
  });
  const responder = new LogResponder(deps);
  addApiCallRoutes(app, deps);
  addComponentRoutes(app, deps, responder);
  addTaskRoutes(app, deps);
  addFileRoutes(app, deps, responder);
  return app;
}
