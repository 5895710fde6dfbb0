import type { IncomingMessage, ServerResponse } from 'node:http';
import { EVENT_STREAM_CONTENT_TYPE, encodeEvent, encodeJsonEvent } from '../http/event-stream.ts';
import { BodyTooLargeError, decodePath, readBody } from '../http/read-request.ts';
import type { FunctionHost } from './function-host.ts';
import type { InvokeOptions } from './invocation-request.ts';
import { LambdaError } from './lambda-error.ts';

/** The invocation actions of Lambda's API. */
export interface InvokeApi {
  /** Handles `POST /2015-03-31/functions/{name}/invocations` and
   *  `POST /2021-11-15/functions/{name}/response-streaming-invocations`. The body of the request must not be read before. Never throws.
   *  @returns false for any other request, which is not changed. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const INVOKE_STREAMING = /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
const MAX_ASYNC_PAYLOAD_BYTES = 1024 * 1024;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
export function createInvokeApi(host: FunctionHost): InvokeApi {
  return {
    handle(request, response) {
      if (request.method !== 'POST') return false;
      // The query may name a version or an alias. Locally, all versions are the same function.
      const path = (request.url ?? '/').replace(/\?.*$/, '');
      const buffered = INVOKE.exec(path)?.[1];
      const name = buffered ?? INVOKE_STREAMING.exec(path)?.[1];
      if (name === undefined) return false;
      const handle = buffered === undefined ? handleStreaming : handleBuffered;
      handle(host, decodePath(name), request, response).catch((error: unknown) => sendError(response, error));
      return true;
    },
  };
}

async function handleBuffered(
  host: FunctionHost,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const type = readHeader(request, 'x-amz-invocation-type') ?? 'RequestResponse';
  const isAsync = type === 'Event';
  const event = await readEvent(request, isAsync ? MAX_ASYNC_PAYLOAD_BYTES : MAX_PAYLOAD_BYTES);
  if (type === 'DryRun') {
    host.find(name);
    response.writeHead(204).end();
    return;
  }
  if (isAsync) {
    const requestId = host.invokeAsync(name, event);
    response.writeHead(202, { 'x-amzn-RequestId': requestId, 'Content-Length': 0 }).end();
    return;
  }
  if (type !== 'RequestResponse') throw invalidParameter(`The invocation type "${type}" is not known.`);
  const requestsLogTail = readHeader(request, 'x-amz-log-type') === 'Tail';
  const result = await host.invoke(name, event, {
    ...invokeOptions(request),
    ...(requestsLogTail && { logTail: true }),
  });
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(result.payload),
    'x-amzn-RequestId': result.requestId,
    'X-Amz-Executed-Version': result.executedVersion,
    ...(result.functionError && { 'X-Amz-Function-Error': result.functionError }),
    ...(requestsLogTail && { 'X-Amz-Log-Result': Buffer.from(result.logTail ?? '').toString('base64') }),
  });
  response.end(result.payload);
}

async function handleStreaming(
  host: FunctionHost,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const event = await readEvent(request, MAX_PAYLOAD_BYTES);
  const requestsLogTail = readHeader(request, 'x-amz-log-type') === 'Tail';
  const options = { ...invokeOptions(request), ...(requestsLogTail && { logTail: true }) };
  const { requestId, contentType, body, completed } = await host.invokeStreaming(name, event, options);
  response.writeHead(200, {
    'Content-Type': EVENT_STREAM_CONTENT_TYPE,
    'x-amzn-RequestId': requestId,
    'X-Amz-Executed-Version': '$LATEST',
    'X-Amzn-Remapped-Content-Type': contentType ?? 'application/json',
  });
  for await (const chunk of body) {
    if (response.destroyed) break;
    if (!response.write(encodeEvent('PayloadChunk', 'application/octet-stream', chunk))) await drained(response);
  }
  const result = await completed;
  const summary = {
    ...(result.functionError && errorDetail(result.payload)),
    ...(requestsLogTail && { LogResult: Buffer.from(result.logTail ?? '').toString('base64') }),
  };
  response.end(encodeJsonEvent('InvokeComplete', summary));
}

function errorDetail(payload: string): { ErrorCode: string; ErrorDetails: string } {
  const { errorType } = JSON.parse(payload) as { errorType?: unknown };
  return { ErrorCode: String(errorType ?? 'Unhandled'), ErrorDetails: payload };
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    response.once('drain', resolve).once('close', resolve);
  });
}

/** Reads the event from the body. An empty body means `{}`.
 *  @throws LambdaError when the body is too large or is not JSON. */
async function readEvent(request: IncomingMessage, maxBytes: number): Promise<string> {
  let body: Buffer;
  try {
    body = await readBody(request, { maxBytes, countsWholeBody: true });
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new LambdaError(
      'RequestTooLargeException',
      413,
      `${error.bytes} byte payload is too large for the RequestResponse invocation type (limit ${maxBytes} bytes)`,
    );
  }
  const event = body.toString() || '{}';
  try {
    JSON.parse(event);
  } catch (error) {
    throw new LambdaError(
      'InvalidRequestContentException',
      400,
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
  return event;
}

function invokeOptions(request: IncomingMessage): InvokeOptions {
  const traceId = readHeader(request, 'x-amzn-trace-id');
  const encoded = readHeader(request, 'x-amz-client-context');
  if (encoded === undefined) return traceId === undefined ? {} : { traceId };
  const clientContext = Buffer.from(encoded, 'base64').toString();
  try {
    JSON.parse(clientContext);
  } catch {
    throw new LambdaError(
      'InvalidRequestContentException',
      400,
      'Client context must be a valid Base64-encoded JSON object.',
    );
  }
  return { clientContext, ...(traceId !== undefined && { traceId }) };
}

function sendError(response: ServerResponse, thrown: unknown): void {
  const error =
    thrown instanceof LambdaError ? thrown : new LambdaError('ServiceException', 500, (thrown as Error).message);
  if (response.headersSent) {
    // A stream that has started cannot report an error any more.
    response.destroy();
    return;
  }
  const { body } = error;
  response.writeHead(error.status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'x-amzn-ErrorType': error.name,
  });
  response.end(body);
}

function invalidParameter(message: string): LambdaError {
  return new LambdaError('InvalidParameterValueException', 400, message);
}

function readHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
