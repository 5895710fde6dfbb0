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
import { readableComponent } from './component-routes.ts';
import { fileName } from './file-routes.ts';

const id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,140}(:[A-Za-z0-9_$-]{1,128})?$/, 'is no function, alias or request id')
  .openapi({
    description: 'A function, `<function>:<version or alias>`, or the request id of an invocation or of an API call.',
    example: 'notes-create:live',
  });

const summary = 'Finds the log stream of a function or of a request';
const responses = {
  303: { description: 'Where the log is; the query string is kept.', headers: z.object({ Location: z.string() }) },
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
  summary: `${summary}, and one of its files`,
  security,
  request: { params: z.object({ id, file: fileName }), query: logQuery },
  responses,
});

export function addTasks(app: OpenAPIHono<ApiEnv>, deps: LogsApiDeps): void {
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

/** Relative to the request, since a host may put something before the path. */
function redirect(c: Context, location: string): Response {
  return c.redirect(`${location}${new URL(c.req.url).search}`, 303);
}

/** @returns `<function>/streams/<stream>`
 *  @throws ApiError */
async function findTask(caller: Caller, deps: LogsApiDeps, id: string, signal: AbortSignal): Promise<string> {
  return isUuid(id.toLowerCase()) ? findRequest(caller, deps, id, signal) : findFunction(caller, deps, id, signal);
}

async function findFunction(caller: Caller, deps: LogsApiDeps, id: string, signal: AbortSignal): Promise<string> {
  const [fn = '', qualifier] = id.split(':');
  const { group } = await readableComponent(caller, deps, `lambda/${fn}`);
  const stream = await deps.streams.latest(group, await versionOf(deps, fn, qualifier), signal);
  if (stream === undefined) throw new ApiError('not-found-error', 'The function has logged nothing yet.');
  return path(fn, stream);
}

async function versionOf(deps: LogsApiDeps, fn: string, qualifier: string | undefined): Promise<string | undefined> {
  if (qualifier === undefined || /^(\$LATEST|\d+)$/.test(qualifier)) return qualifier;
  const version = await deps.components.version(fn, qualifier);
  if (version === undefined) throw new ApiError('not-found-error', 'The function has no such alias.');
  return version;
}

/** Looks for the invocation with this id, or for the API call with it and the invocation that it led to. */
async function findRequest(caller: Caller, deps: LogsApiDeps, id: string, signal: AbortSignal): Promise<string> {
  const readable = (await deps.components.list()).filter(({ name }) => mayReadComponent(caller, name));
  const invocation = await integrationRequest(readable, deps, id, signal);
  for (const { kind, group, functionName } of readable) {
    if (kind !== 'function' || functionName === undefined) continue;
    const line = await deps.streams.findLine(group, invocation ?? id, signal);
    if (line) return path(functionName, line.stream);
  }
  throw new ApiError('not-found-error', 'No function has logged this request in the last 24 hours.');
}

/** The request id that Lambda gave to what an API call led to. */
async function integrationRequest(
  readable: readonly Component[],
  deps: LogsApiDeps,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const { kind, group } of readable) {
    if (kind !== 'access') continue;
    const line = await deps.streams.findLine(group, id, signal);
    if (!line) continue;
    const { fields } = parseEvent({
      group,
      stream: line.stream,
      timestamp: 0,
      ingestionTime: 0,
      message: line.message,
    });
    if (typeof fields?.integrationRequestId === 'string') return fields.integrationRequestId;
  }
  return undefined;
}

function path(fn: string, stream: string): string {
  return `${fn}/streams/${encodeStreamName(stream)}`;
}
