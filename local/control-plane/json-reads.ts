import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodePath } from '../http/read-request.ts';

/** A read operation by its path. `read` receives the decoded groups of the path, and returns undefined when the resource
 *  does not exist. */
export type PathRead<Model> = readonly [
  path: RegExp,
  read: (model: Model, pathParameters: readonly string[]) => object | undefined,
];

/** Responds to a GET request whose path belongs to one of the reads.
 *  @returns false for another request, which has no response yet. */
export function serveReads<Model>(
  reads: readonly PathRead<Model>[],
  model: Model,
  notFoundMessage: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (request.method !== 'GET') return false;
  const { pathname } = new URL(request.url ?? '/', 'http://local');
  for (const [path, read] of reads) {
    const match = path.exec(pathname);
    if (!match) continue;
    const resource = read(model, match.slice(1).map(decodePath));
    if (resource) sendJson(response, 200, resource);
    else sendJson(response, 404, { message: notFoundMessage }, 'NotFoundException');
    return true;
  }
  return false;
}

/** @param errorType the name of the error; undefined for a success. */
export function sendJson(response: ServerResponse, status: number, body: object, errorType?: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    ...(errorType !== undefined && { 'x-amzn-ErrorType': errorType }),
  });
  response.end(JSON.stringify(body));
}
