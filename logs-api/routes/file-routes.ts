import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { isAtLeast } from '../../core/levels.ts';
import type { LogEvent } from '../../core/log-event.ts';
import { parseEvent } from '../../core/parse/parse-event.ts';
import { decodeStreamName } from '../../core/stream-name.ts';
import { ApiError } from '../api-error.ts';
import type { ApiEnv, LogsApiDeps } from '../dependencies.ts';
import { errorResponses, security } from '../openapi.ts';
import { logHeaders, logQuery } from '../reading/log-query.ts';
import type { LogResponder, RequestedLog } from '../reading/log-responder.ts';
import { downloadResponses, logResponses } from '../reading/log-schemas.ts';
import { type Caller, mayReadComponent } from '../scopes.ts';
import { findReadableComponent, forbidden } from './component-routes.ts';

const files = ['stdout', 'stderr', 'access'] as const;
export const fileParam = z.enum(files, `must be one of ${files.join(', ')}`).openapi({
  description:
    '`stdout`: every line. `stderr`: lines of the levels WARN, ERROR and FATAL. `access`: the access log of the API that calls the function.',
});

const functionName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,140}$/, 'is not a function name')
  .openapi({ example: 'notes-create' });

const pathParams = z.object({
  fn: functionName,
  stream: z
    .string()
    .max(3000, 'is not a log stream')
    .openapi({ description: 'The name of the log stream, encoded as base64url.' }),
  file: fileParam,
});

const FILE_PATH = '/logs/v2/functions/{fn}/streams/{stream}/{file}';

const fileRoute = createRoute({
  method: 'get',
  path: FILE_PATH,
  summary: 'Returns one log stream of a function',
  security,
  request: { params: pathParams, query: logQuery, headers: logHeaders },
  responses: { ...logResponses, ...errorResponses },
});

const downloadRoute = createRoute({
  method: 'get',
  path: `${FILE_PATH}/download`,
  summary: 'Downloads one log stream of a function as a gzip file',
  security,
  request: { params: pathParams, query: logQuery },
  responses: { ...downloadResponses, ...errorResponses },
});

/** Adds the routes that return or download one log stream of a function. */
export function addFileRoutes(app: OpenAPIHono<ApiEnv>, deps: LogsApiDeps, responder: LogResponder): void {
  app.openapi(fileRoute, async (c) => {
    const log = await findRequestedFile(c.get('caller'), deps, c.req.valid('param'), c.req.raw.signal);
    return responder.log(c, log, c.req.valid('query'));
  });
  app.openapi(downloadRoute, async (c) => {
    const params = c.req.valid('param');
    const log = await findRequestedFile(c.get('caller'), deps, params, c.req.raw.signal);
    return responder.download(c, log, c.req.valid('query'), `${params.fn}-${params.file}`);
  });
}

async function findRequestedFile(
  caller: Caller,
  deps: LogsApiDeps,
  { fn, stream, file }: z.output<typeof pathParams>,
  signal: AbortSignal,
): Promise<RequestedLog> {
  const { group } = await findReadableComponent(caller, deps, `lambda/${fn}`);
  const streamName = decodeStreamName(stream);
  if (streamName === undefined || !(await deps.streams.exists(group, streamName, signal))) {
    throw new ApiError(
      'not-found-error',
      'The function does not have this log stream. GET /logs/v2/task/<function> leads to its latest log stream.',
    );
  }
  const log = { name: `functions/${fn}/streams/${stream}/${file}`, origin: { functionName: fn, file } };
  if (file === 'access') return { ...log, group: await findAccessLog(caller, deps, fn), origin: { file } };
  return {
    ...log,
    group,
    selection: { streamPrefix: streamName },
    includes: (event) => event.stream === streamName && (file === 'stdout' || isWarning(event)),
  };
}

async function findAccessLog(caller: Caller, deps: LogsApiDeps, fn: string): Promise<string> {
  const [log] = await deps.components.accessLogsOf(fn);
  if (!log) throw new ApiError('not-found-error', 'This function does not belong to an API with an access log.');
  if (!mayReadComponent(caller, log.name)) throw forbidden();
  return log.group;
}

function isWarning(event: LogEvent): boolean {
  const { level } = parseEvent(event);
  return level !== undefined && isAtLeast(level, 'WARN');
}
