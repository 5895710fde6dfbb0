import { once } from 'node:events';
import { createServer, type RequestOptions, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { ApiServer } from '../../../local/gateway/api-server.ts';
import { notRunOf } from '../../../local/gateway/not-run.ts';
import { restApisOf } from '../../../local/gateway/rest-api.ts';
import { close, listen } from '../../../local/listen.ts';
import { RecordingSink } from '../functions/recording-sink.ts';
import { notesApi, type StageProperties } from './notes-api.ts';
import { type Invoke, scripted } from './scripted-invoker.ts';

export const EXECUTION = 'API-Gateway-Execution-Logs_api123/prod';

/** An API on a free port for one test, whose functions do what `invoke` does; what it throws is the function's error,
 *  or, with `rejects`, that of calling it. */
export async function start(invoke: Invoke, stage: StageProperties = {}, rejects = false) {
  const sink = new RecordingSink();
  const clock = { now: 0 };
  const notices: string[] = [];
  const { invoker, events } = scripted(invoke, rejects);
  const resources = notesApi(stage);
  const { apis, notRun } = restApisOf(resources);
  const [api] = apis;
  if (!api) throw new Error('no API');
  const apiServer = new ApiServer({
    api,
    invoker,
    sink,
    accountId: '000000000000',
    region: 'us-east-1',
    now: () => clock.now,
    notice: (line) => notices.push(line),
  });
  const server = createServer((incoming, response) => apiServer.handle(incoming, response));
  onTestFinished(() => close(server));
  const base = await listen(server, 0);
  /** The execution lines without their prefix. */
  const execution = () => sink.messages(EXECUTION).map((line) => line.replace(/^\([0-9a-f-]{36}\) /, ''));
  const access = () =>
    sink.messages('access').map((line) => JSON.parse(line.replace('"errorMessage":-', '"errorMessage":"-"')));
  return {
    clock,
    url: `${base}/prod`,
    base,
    sink,
    notices,
    events,
    execution,
    access,
    notRun: [...notRun, ...notRunOf(resources)],
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
