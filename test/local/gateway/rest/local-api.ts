import { once } from 'node:events';
import { type RequestOptions, request } from 'node:http';
import { RestApiServer } from '../../../../local/gateway/rest/api-server.ts';
import { readRestApis } from '../../../../local/gateway/rest/read-template.ts';
import { unsupportedApiResources } from '../../../../local/gateway/shared/unsupported-api-resources.ts';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { serve } from '../shared/served-api.ts';
import { notesApi, type StageProperties } from './notes-api.ts';

export const EXECUTION = 'API-Gateway-Execution-Logs_api123/prod';

/** An API on a free port for one test, whose functions do what `invoke` does; what it throws is the function's error,
 *  or, with `rejects`, that of calling it. */
export async function start(invoke: Invoke, stage: StageProperties = {}, rejects = false) {
  const resources = notesApi(stage);
  const { apis, unsupported } = readRestApis(resources);
  const { url: base, ...served } = await serve(RestApiServer, apis, invoke, rejects);
  const { sink } = served;
  /** The execution lines without their prefix. */
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

export async function call(url: string, options: RequestOptions = {}, body?: string | Buffer) {
  const outgoing = request(url, { agent: false, ...options });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode as number, headers: response.headers, text };
}
