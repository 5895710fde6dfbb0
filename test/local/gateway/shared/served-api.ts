import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { ApiServerOptions } from '../../../../local/gateway/shared/api-server.ts';
import { close, listen } from '../../../../local/http/loopback.ts';
import { RecordingSink } from '../../functions/recording-sink.ts';
import { type Invoke, scripted } from './scripted-invoker.ts';

interface ServerOf<Api> {
  new (options: ApiServerOptions<Api>): { handle(incoming: IncomingMessage, response: ServerResponse): void };
}

/** Serves the first of the APIs on a free port for one test; its functions do what `invoke` does; what it throws is the function's
 *  error, or, with `rejects`, that of calling it. */
export async function serve<Api>(Server: ServerOf<Api>, [api]: readonly Api[], invoke: Invoke, rejects: boolean) {
  if (!api) throw new Error('no API');
  const sink = new RecordingSink();
  const clock = { now: 0 };
  const notices: string[] = [];
  const { invoker, events } = scripted(invoke, rejects);
  const apiServer = new Server({
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
  const url = await listen(server, 0);
  return { api, clock, url, sink, notices, events };
}
