import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { close, isLoopbackHost, listen } from '../../local/http/loopback.ts';

/** A Logs API on this machine. */
export interface LogsServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends it at once, with every stream that is open. */
  close(): Promise<void>;
}

/** Serves a Logs API on the loopback interface alone, to those who name it so: a web page that leads a name of its own here
 *  is refused.
 *  @param port 0 takes a free one.
 *  @throws PortInUseError */
export async function startLogsServer(
  app: { fetch(request: Request, env?: unknown): Response | Promise<Response> },
  port: number,
): Promise<LogsServer> {
  const answer = getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false });
  const server = createServer((request, response) => {
    if (isLoopbackHost(request.headers.host)) {
      answer(request, response);
      return;
    }
    response.writeHead(403, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end('{"error":"forbidden-error","info":"This host is not served here."}');
  });
  const url = await listen(server, port);
  return { url, close: () => close(server) };
}
