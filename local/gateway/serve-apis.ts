import { createServer, type Server } from 'node:http';
import type { HttpApi } from './http/http-api.ts';
import { HttpApiServer } from './http/http-api-server.ts';
import { ApiServer, type ApiServerOptions } from './rest/api-server.ts';
import type { RestApi } from './rest/model.ts';

/** An API that is served, once its server listens. */
export interface ServedApi {
  readonly server: Server;
  readonly stages: readonly {
    /** `<stack>/<api logical id>/<stage>` */
    readonly name: string;
    /** Before the paths of its resources: `/prod`; nothing of the stage `$default` of an HTTP API. */
    readonly path: string;
  }[];
}

/** A server for each API, REST APIs first, that does not listen yet. */
export function serveApis(
  apis: { readonly rest: readonly RestApi[]; readonly http: readonly HttpApi[] },
  options: Omit<ApiServerOptions, 'api'>,
): ServedApi[] {
  return [
    ...apis.rest.map((api): ServedApi => {
      const served = new ApiServer({ ...options, api });
      const stages = api.stages.map(({ name }) => ({ name: stageName(api, name), path: `/${name}` }));
      return { server: createServer((request, response) => served.handle(request, response)), stages };
    }),
    ...apis.http.map((api): ServedApi => {
      const served = new HttpApiServer({ ...options, api });
      const stages = api.stages.map(({ name, path }) => ({ name: stageName(api, name), path }));
      return { server: createServer((request, response) => served.handle(request, response)), stages };
    }),
  ];
}

function stageName({ stack, logicalId }: RestApi | HttpApi, stage: string): string {
  return `${stack}/${logicalId}/${stage}`;
}
