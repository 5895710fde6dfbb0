import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { parseEvent } from '../../core/parse/parse-event.ts';
import { encodeStreamName } from '../../core/stream-name.ts';
import { isUuid } from '../../core/uuid.ts';
import { ApiError } from '../api-error.ts';
import type { ApiEnv, LogsApiDeps } from '../dependencies.ts';
import { errorResponses, security } from '../openapi.ts';
import type { Component } from '../reading/component-directory.ts';
import { logQuery } from '../reading/log-query.ts';
import { type Caller, mayReadComponent } from '../scopes.ts';
import { findReadableComponent } from './component-routes.ts';
import { fileParam } from './file-routes.ts';

const id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,140}(:[A-Za-z0-9_$-]{1,128})?$/, 'is not a function, alias or request id')
  .openapi({
    description:
      'A function name, `<function>:<version or alias>`, or the request id of an invocation or of an API call.',
    example: 'notes-create:live',
  });

const summary = 'Redirects to the log stream of a function or of a request';
const responses = {
  303: {
    description: 'The Location header is the URL of the log stream, with the same query string.',
    headers: z.object({ Location: z.string() }),
  },
  ...errorResponses,
};

const taskRoute = createRoute({
  method: 'get',
  path: '/logs/v2/task/{id}',
  summary,
  security,
  request: { params: z.object({ id }), query: logQuery },
  responses,
});

const taskFileRoute = createRoute({
  method: 'get',
  path: '/logs/v2/task/{id}/file/{file}',
  summary: `${summary}, for one file`,
  security,
  request: { params: z.object({ id, file: fileParam }), query: logQuery },
  responses,
});

/** Adds the routes that redirect from a function or request to its log stream. */
export function addTaskRoutes(app: OpenAPIHono<ApiEnv>, deps: LogsApiDeps): void {
  app.openapi(taskRoute, async (c) => {
    const found = await findTask(c.get('caller'), deps, c.req.valid('param').id, c.req.raw.signal);
    return redirect(c, `../functions/${found}/stdout`);
  });
  app.openapi(taskFileRoute, async (c) => {
    const { id, file } = c.req.valid('param');
    const found = await findTask(c.get('caller'), deps, id, c.req.raw.signal);
    return redirect(c, `../../../functions/${found}/${file}`);
  });
}

/** The location is relative to the request, because a host may serve the API under a longer path. */
function redirect(c: Context, location: string): Response {
  return c.redirect(`${location}${new URL(c.req.url).search}`, 303);
}

/** @returns a path: `<function>/streams/<stream>`
 *  @throws ApiError */
async function findTask(caller: Caller, deps: LogsApiDeps, id: string, signal: AbortSignal): Promise<string> {
  return isUuid(id.toLowerCase()) ? findRequest(caller, deps, id, signal) : findFunction(caller, deps, id, signal);
}

async function findFunction(caller: Caller, deps: LogsApiDeps, id: string, signal: AbortSignal): Promise<string> {
  const [fn = '', qualifier] = id.split(':');
  const { group } = await findReadableComponent(caller, deps, `lambda/${fn}`);
  const stream = await deps.streams.findLatest(group, await resolveVersion(deps, fn, qualifier), signal);
  if (stream === undefined)
    throw new ApiError('not-found-error', 'The function does not have a log stream yet. Try again after it has run.');
  return streamPath(fn, stream);
}

async function resolveVersion(
  deps: LogsApiDeps,
  fn: string,
  qualifier: string | undefined,
): Promise<string | undefined> {
  if (qualifier === undefined || /^(\$LATEST|\d+)$/.test(qualifier)) return qualifier;
  const version = await deps.components.version(fn, qualifier);
  if (version === undefined) throw new ApiError('not-found-error', 'The function does not have this alias.');
  return version;
}

/** Finds the log stream of a request. The id is that of an invocation, or that of an API call, whose access line names the
 *  invocation. */
async function findRequest(caller: Caller, deps: LogsApiDeps, id: string, signal: AbortSignal): Promise<string> {
  const readable = (await deps.components.list()).filter(({ name }) => mayReadComponent(caller, name));
  const functionRequestId = await findIntegrationRequestId(readable, deps, id, signal);
  for (const { kind, group, functionName } of readable) {
    if (kind !== 'function' || functionName === undefined) continue;
    const line = await deps.streams.findLine(group, functionRequestId ?? id, signal);
    if (line) return streamPath(functionName, line.stream);
  }
  throw new ApiError('not-found-error', 'A function log with this request id was not found in the last 24 hours.');
}

/** The request id of the invocation that an API call led to, from the call's access line. */
async function findIntegrationRequestId(
  readable: readonly Component[],
  deps: LogsApiDeps,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const { kind, group } of readable) {
    if (kind !== 'access') continue;
    const line = await deps.streams.findLine(group, id, signal);
    if (!line) continue;
    const event = { group, stream: line.stream, timestamp: 0, ingestionTime: 0, message: line.message };
    const { fields } = parseEvent(event, 'access');
    if (typeof fields?.integrationRequestId === 'string') return fields.integrationRequestId;
  }
  return undefined;
}

function streamPath(fn: string, stream: string): string {
  return `${fn}/streams/${encodeStreamName(stream)}`;
}
