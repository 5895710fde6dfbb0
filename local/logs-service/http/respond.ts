import type { ServerResponse } from 'node:http';
import { EVENT_STREAM_CONTENT_TYPE } from '../../http/event-stream.ts';
import type { Output } from '../action.ts';
import type { ServiceError } from '../service-error.ts';

const JSON_TYPE = 'application/x-amz-json-1.1';

/** Sends an output with the protocol AWS JSON 1.1. Without an output, the body is empty. */
export function sendOutput(response: ServerResponse, requestId: string, output: Output): void {
  if (output && typeof output.stream === 'function') {
    response.writeHead(200, { 'x-amzn-RequestId': requestId, 'Content-Type': EVENT_STREAM_CONTENT_TYPE });
    output.stream(response);
  } else {
    send(response, 200, { 'x-amzn-RequestId': requestId }, output === undefined ? '' : JSON.stringify(output));
  }
}

/** Sends an error with the protocol AWS JSON 1.1. */
export function sendError(response: ServerResponse, requestId: string, error: ServiceError): void {
  const headers: Record<string, string> = { 'x-amzn-RequestId': requestId, 'x-amzn-ErrorType': error.name };
  // Do not wait for the rest of a body that is too large.
  if (error.status === 413) headers.Connection = 'close';
  send(response, error.status, headers, JSON.stringify({ __type: error.name, message: error.message }));
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, 'Content-Type': JSON_TYPE, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
