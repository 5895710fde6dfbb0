import { RestApiServer } from '../../../../local/gateway/rest/api-server.ts';
import { readRestApis } from '../../../../local/gateway/rest/read-template.ts';
import { unsupportedApiResources } from '../../../../local/gateway/shared/unsupported-api-resources.ts';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { serveApi } from '../shared/serve-api.ts';
import { type RestApiProperties, restApiResources } from './rest-api-resources.ts';

export const EXECUTION = 'API-Gateway-Execution-Logs_api123/prod';

/** Starts a REST API on a free port for one test. `invoke` and `rejects` are parameters of `scriptedInvoker`. */
export async function startRestApi(invoke: Invoke, stage: RestApiProperties = {}, rejects = false) {
  const resources = restApiResources(stage);
  const { apis, unsupported } = readRestApis(resources);
  const { url: base, ...served } = await serveApi(RestApiServer, apis, invoke, rejects);
  const { sink } = served;
  /** The execution log lines without the request id. */
  const execution = () => sink.messages(EXECUTION).map((line) => line.replace(/^\([0-9a-f-]{36}\) /, ''));
  const access = () =>
    sink.messages('access').map((line) => JSON.parse(line.replace('"errorMessage":-', '"errorMessage":"-"')));
  return {
    ...served,
    url: `${base}/prod`,
    base,
    execution,
    access,
    unsupported: [...unsupported, ...unsupportedApiResources(resources)],
  };
}

export const ok: Invoke = () => ({ statusCode: 200, body: 'fine' });
