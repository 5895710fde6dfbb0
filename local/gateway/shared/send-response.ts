import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import type { ClientResponse, Header, StreamedBody } from './client-response.ts';

/** Sends a response. Resolves at once, or for a streamed body when the whole body was forwarded.
 *  @param idHeaders the headers with the ids of the request; none for a request without a stage. */
export async function sendResponse(
  to: ServerResponse,
  response: ClientResponse,
  idHeaders: readonly Header[] = [],
): Promise<void> {
  const headers = [...response.headers, ...idHeaders];
  // In HTTP, these statuses have no body and no Content-Length.
  const hasBody = response.status !== 204 && response.status !== 304;
  if (hasBody && !response.streamed) headers.push(['Content-Length', String(response.body.length)]);
  to.writeHead(response.status, headers.flat());
  if (response.streamed) return sendStreamedBody(to, response.body, response.streamed);
  endAfterRequest(to, hasBody ? response.body : undefined);
}

async function sendStreamedBody(to: ServerResponse, firstBytes: Buffer, rest: StreamedBody): Promise<void> {
  to.flushHeaders();
  if (firstBytes.length > 0) to.write(firstBytes);
  for await (const chunk of rest) {
    if (to.destroyed) break;
    if (!to.write(chunk)) await drainOrClose(to);
  }
  // After a regular end, the client would treat an incomplete body as complete.
  if (rest.errors.length > 0) to.destroy();
  else to.end();
}

function drainOrClose(to: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      to.off('drain', finish).off('close', finish);
      resolve();
    };
    to.on('drain', finish).on('close', finish);
    if (to.destroyed) finish();
  });
}

/** Ends a response only after its request was received: closing a connection while the client still sends discards the
 *  response. */
function endAfterRequest(to: ServerResponse, body: Buffer | undefined): void {
  const { req } = to;
  if (req.complete || req.destroyed) return void to.end(body);
  if (body) to.write(body);
  else to.flushHeaders();
  finished(req, () => to.end());
  req.resume();
}
