import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { close, isLoopbackHost, listen } from '../../local/http/loopback.ts';

/** A Logs API on this machine. */
export interface LogsServer {
  /** Without a trailing slash. */
  readonly url: string;
  /** Closes the server and all open streams at once. */
  close(): Promise<void>;
}

/** Serves a Logs API on the loopback interface. Refuses requests whose Host header is not a loopback name: a web page could
 *  make its own host name resolve to this machine (DNS rebinding).
 *  @param port 0 chooses a free port.
 *  @throws PortInUseError */
export async function startLogsServer(
  app: { fetch(request: Request, env?: unknown): Response | Promise<Response> },
  port: number,
): Promise<LogsServer> {
  const handleRequest = getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false });
  const server = createServer((request, response) => {
    if (isLoopbackHost(request.headers.host)) {
      handleRequest(request, response);
      return;
    }
    response.writeHead(403, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end('{"error":"forbidden-error","info":"This host is not served here."}');
  });
  const url = await listen(server, port);
  return { url, close: () => close(server) };
}
