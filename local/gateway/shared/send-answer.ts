import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import type { Answer } from './answer.ts';
import type { Header } from './answer-headers.ts';

/** Sends an answer; resolves once all of a streamed one was handed on, at once for another.
 *  @param identity headers by which the API names the request; none for what came to no stage. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  identity: readonly Header[] = [],
): Promise<void> {
  const headers = [...answer.headers, ...identity];
  // These two have no body, and HTTP allows them no length.
  const hasBody = answer.status !== 204 && answer.status !== 304;
  if (hasBody && !answer.streamed) headers.push(['Content-Length', String(answer.body.length)]);
  response.writeHead(answer.status, headers.flat());
  if (answer.streamed) return sendStreamed(response, answer.body, answer.streamed);
  endAfterRequest(response, hasBody ? answer.body : undefined);
}

async function sendStreamed(
  response: ServerResponse,
  beginning: Buffer,
  rest: NonNullable<Answer['streamed']>,
): Promise<void> {
  response.flushHeaders();
  if (beginning.length > 0) response.write(beginning);
  for await (const chunk of rest) {
    if (response.destroyed) break;
    if (!response.write(chunk)) await drained(response);
  }
  // A client that gets the end of the body takes it for whole.
  if (rest.errors.length > 0) response.destroy();
  else response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
    if (response.destroyed) go();
  });
}

/** Ends an answer once its request has come to its end: a connection that is closed on what is still being sent takes the
 *  answer with it. */
function endAfterRequest(response: ServerResponse, body: Buffer | undefined): void {
  const { req } = response;
  if (req.complete || req.destroyed) return void response.end(body);
  if (body) response.write(body);
  else response.flushHeaders();
  finished(req, () => response.end());
  req.resume();
}
