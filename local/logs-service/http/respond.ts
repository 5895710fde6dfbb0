import type { ServerResponse } from 'node:http';
import { EVENT_STREAM_CONTENT_TYPE } from '../../http/event-stream.ts';
import type { Answer } from '../action.ts';
import type { ServiceError } from '../service-error.ts';

const JSON_TYPE = 'application/x-amz-json-1.1';

/** Answers as AWS JSON 1.1 does; an action without output has an empty body. */
export function sendAnswer(response: ServerResponse, requestId: string, answer: Answer): void {
  if (answer && typeof answer.stream === 'function') {
    response.writeHead(200, { 'x-amzn-RequestId': requestId, 'Content-Type': EVENT_STREAM_CONTENT_TYPE });
    answer.stream(response);
  } else {
    send(response, 200, { 'x-amzn-RequestId': requestId }, answer === undefined ? '' : JSON.stringify(answer));
  }
}

export function sendError(response: ServerResponse, requestId: string, error: ServiceError): void {
  const headers: Record<string, string> = { 'x-amzn-RequestId': requestId, 'x-amzn-ErrorType': error.name };
  // What is left of a body that was too large is not worth waiting for.
  if (error.status === 413) headers.Connection = 'close';
  send(response, error.status, headers, JSON.stringify({ __type: error.name, message: error.message }));
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, 'Content-Type': JSON_TYPE, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
