import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where CloudFormation expects the response to one request. */
export interface ResponseUrl {
  readonly url: string;
  /** The first response: later ones are ignored, as on AWS. */
  readonly response: Promise<string>;
}

/** Creates the `ResponseURL` of one request to a custom resource. All of them belong to one server, which does not keep its process
 *  alive. */
export async function createResponseUrl(): Promise<ResponseUrl> {
  started ??= start();
  const { port } = (await started).address() as AddressInfo;
  const path = `/${randomUUID()}`;
  const { promise, resolve } = Promise.withResolvers<string>();
  receivers.set(path, resolve);
  return { url: `http://127.0.0.1:${port}${path}`, response: promise };
}

const receivers = new Map<string, (body: string) => void>();
let started: Promise<Server> | undefined;

async function start(): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // The URL is signed for a PUT with an empty content type.
      const isSigned = request.method === 'PUT' && !request.headers['content-type'];
      response.writeHead(isSigned ? 200 : 403).end(() => {
        if (isSigned) receivers.get(request.url ?? '')?.(Buffer.concat(chunks).toString());
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.unref();
}
