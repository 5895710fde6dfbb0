import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The `ResponseURL` of one request to a custom resource. Only the first response counts, as on AWS. */
export class ResponseServer {
  readonly response: Promise<string>;
  readonly #server: Server;

  private constructor() {
    const { promise, resolve: received } = Promise.withResolvers<string>();
    this.response = promise;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        // The URL is signed for a PUT with an empty content type.
        const isSigned = request.method === 'PUT' && !request.headers['content-type'];
        response.writeHead(isSigned ? 200 : 403).end(() => {
          if (isSigned) received(Buffer.concat(chunks).toString());
        });
      });
    });
  }

  static async start(): Promise<ResponseServer> {
    const started = new ResponseServer();
    await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/response`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
