import { createServer, type Server } from 'node:http';
import { HttpApiServer } from './http/api-server.ts';
import type { HttpApi } from './http/model.ts';
import { RestApiServer } from './rest/api-server.ts';
import type { RestApi } from './rest/model.ts';
import type { ApiServerOptions } from './shared/api-server-options.ts';

/** One API with its server. */
export interface ServedApi {
  readonly server: Server;
  readonly stages: readonly {
    /** `<stack>/<api logical id>/<stage>` */
    readonly name: string;
    /** The path prefix of its requests: `/prod`; empty for the stage `$default` of an HTTP API. */
    readonly path: string;
  }[];
}

/** Creates a server for each API, REST APIs first. The servers do not listen yet.
 *
 *  The folders of the kinds, `rest/` and `http/`, have files of the same names. `read-template.ts` and the `*-config.ts` files
 *  read the resources of a template into `model.ts`. `api-server.ts` handles a request: route, authorizer, throttling,
 *  integration, response, logs. `shared/` has the code that several kinds need; it imports none of them. */
export function serveApis(
  apis: { readonly rest: readonly RestApi[]; readonly http: readonly HttpApi[] },
  options: Omit<ApiServerOptions<unknown>, 'api'>,
): ServedApi[] {
  return [
    ...apis.rest.map((api): ServedApi => {
      const stages = api.stages.map(({ name }) => ({ name: stageName(api, name), path: `/${name}` }));
      return { server: createApiServer(new RestApiServer({ ...options, api })), stages };
    }),
    ...apis.http.map((api): ServedApi => {
      const stages = api.stages.map(({ name, path }) => ({ name: stageName(api, name), path }));
      return { server: createApiServer(new HttpApiServer({ ...options, api })), stages };
    }),
  ];
}

function createApiServer(api: RestApiServer | HttpApiServer): Server {
  return createServer((request, response) => api.handle(request, response));
}

function stageName({ stack, logicalId }: RestApi | HttpApi, stage: string): string {
  return `${stack}/${logicalId}/${stage}`;
}
