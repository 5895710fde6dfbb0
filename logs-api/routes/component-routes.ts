import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { ApiError } from '../api-error.ts';
import type { ApiEnv, LogsApiDeps } from '../dependencies.ts';
import { errorResponses, security } from '../openapi.ts';
import type { Component } from '../reading/component-directory.ts';
import { logHeaders, logQuery } from '../reading/log-query.ts';
import type { LogResponder } from '../reading/log-responder.ts';
import { logResponses } from '../reading/log-schemas.ts';
import { type Caller, mayReadComponent, mayReadLogs } from '../scopes.ts';

const listRoute = createRoute({
  method: 'get',
  path: '/logs/v2/component',
  summary: 'Lists the logs that this token may read',
  security,
  responses: {
    200: {
      description: 'The logs.',
      content: {
        'application/json': {
          schema: z.array(
            z
              .object({
                name: z.string(),
                kind: z.enum(['function', 'access', 'execution', 'group']),
                logGroup: z.string(),
              })
              .openapi('Component'),
          ),
        },
      },
    },
    ...errorResponses,
  },
});

const name = z.string().max(512, 'must have at most 512 characters').openapi({
  description:
    'The name of a log: `lambda/<function>`, `access/<api>/<stage>`, `api-gateway/<api>/<stage>`, or a log group.',
  example: 'lambda/notes-create',
});

const logRoute = createRoute({
  method: 'get',
  // The name has slashes, so it needs the router's pattern for several segments. `openApiDocument` removes the pattern.
  path: '/logs/v2/component/{name{.+}}',
  summary: 'Returns the log of a component',
  security,
  request: { params: z.object({ name }), query: logQuery, headers: logHeaders },
  responses: { ...logResponses, ...errorResponses },
});

/** Adds the routes that list components and return the log of one. */
export function addComponentRoutes(app: OpenAPIHono<ApiEnv>, deps: LogsApiDeps, responder: LogResponder): void {
  app.openapi(listRoute, async (c) => {
    const caller = c.get('caller');
    if (!mayReadLogs(caller)) throw forbidden();
    const all = await deps.components.list();
    const readable = all.filter((component) => mayReadComponent(caller, component.name));
    return c.json(
      readable.map(({ name, kind, group }) => ({ name, kind, logGroup: group })),
      200,
    );
  });

  app.openapi(logRoute, async (c) => {
    const component = await findReadableComponent(c.get('caller'), deps, c.req.valid('param').name);
    const { group, functionName } = component;
    return responder.log(
      c,
      { name: `component/${component.name}`, group, origin: functionName === undefined ? {} : { functionName } },
      c.req.valid('query'),
    );
  });
}

/** Finds a component that the caller may read. A caller without permission gets the same error whether the component exists
 *  or not.
 *  @throws ApiError */
export async function findReadableComponent(caller: Caller, deps: LogsApiDeps, name: string): Promise<Component> {
  const component = await deps.components.find(name);
  if (!mayReadComponent(caller, component?.name ?? name)) throw forbidden();
  if (!component) {
    throw new ApiError(
      'not-found-error',
      'This component does not exist. GET /logs/v2/component lists the components.',
    );
  }
  return component;
}

/** The error for a log that the token may not read. It does not reveal whether the log exists. */
export function forbidden(): ApiError {
  return new ApiError('forbidden-error', 'This token is not allowed to read this log.');
}
