import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXIT, UserError } from '../../core/user-error.ts';

/** The requested port is in use. */
export class PortInUseError extends UserError {
  override name = 'PortInUseError';
  readonly exitCode = EXIT.USAGE_ERROR;
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is in use.`, 'Choose another port with --port; --port 0 chooses a free port.');
    this.port = port;
  }
}

/** Listens on the loopback interface only. Port 0 chooses a free port.
 *  @returns the base URL, without a trailing slash.
 *  @throws PortInUseError */
export async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortInUseError(port);
    throw error;
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stops a server at once and closes the open connections. */
export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}

/** Whether a URL has an address of this machine. Unlike `isLoopbackName`, this refuses names below `localhost`: some resolvers send them
 *  to a name server. */
export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}
