import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestOptions, request, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { ApiServerOptions } from '../../../../local/gateway/shared/api-server-options.ts';
import { close, listen } from '../../../../local/http/loopback.ts';
import { type ApiAccess, RequestGuard } from '../../../../local/http/request-guard.ts';
import { RecordingSink } from '../../functions/recording-sink.ts';
import { type Invoke, scriptedInvoker } from './scripted-invoker.ts';

interface ServerClass<Api> {
  new (options: ApiServerOptions<Api>): { handle(incoming: IncomingMessage, response: ServerResponse): void };
}

/** Serves the first of the APIs on a free port for one test. `invoke` and `rejects` are parameters of `scriptedInvoker`. */
export async function serveApi<Api>(
  Server: ServerClass<Api>,
  [api]: readonly Api[],
  invoke: Invoke,
  rejects = false,
  access: Omit<ApiAccess, 'notice'> = {},
) {
  if (!api) throw new Error('The resources have no API');
  const sink = new RecordingSink();
  const clock = { now: 0 };
  const notices: string[] = [];
  const { invoker, events } = scriptedInvoker(invoke, rejects);
  const notice = (line: string) => notices.push(line);
  const apiServer = new Server({
    api,
    invoker,
    sink,
    guard: RequestGuard.forApis({ ...access, notice }),
    accountId: '000000000000',
    region: 'us-east-1',
    now: () => clock.now,
    notice,
  });
  const server = createServer((incoming, response) => apiServer.handle(incoming, response));
  onTestFinished(() => close(server));
  const url = await listen(server, 0);
  return { api, clock, url, sink, notices, events };
}

/** Sends a request on its own connection, and reads the whole response. */
export async function call(url: string, options: RequestOptions = {}, body?: string | Buffer) {
  const outgoing = request(url, { agent: false, ...options });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode as number, headers: response.headers, text };
}
