import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { close, listen } from '../../local/http/loopback.ts';
import { RequestGuard, type ServiceAccess } from '../../local/http/request-guard.ts';
import type { ErrorCode } from '../../logs-api/api-error.ts';
import { SECURITY_HEADERS } from '../../logs-api/logs-api-app.ts';

/** A Logs API on this machine. */
export interface LogsServer {
  /** Without a trailing slash. */
  readonly url: string;
  /** Closes the server and all open streams at once. */
  close(): Promise<void>;
}

/** Serves a Logs API on the loopback interface. A `RequestGuard` refuses the requests of web pages.
 *  @param port 0 chooses a free port.
 *  @throws PortInUseError */
export async function startLogsServer(
  app: { fetch(request: Request, env?: unknown): Response | Promise<Response> },
  port: number,
  access: ServiceAccess,
): Promise<LogsServer> {
  const handleRequest = getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false });
  const guard = RequestGuard.forService(access);
  const server = createServer((request, response) => {
    const info = guard.refusal(request);
    if (info === undefined) {
      handleRequest(request, response);
      return;
    }
    const error: ErrorCode = 'forbidden-error';
    response.writeHead(403, { ...SECURITY_HEADERS, 'Content-Type': 'application/json', Connection: 'close' });
    response.end(JSON.stringify({ error, info }));
  });
  const url = await listen(server, port);
  return { url, close: () => close(server) };
}
