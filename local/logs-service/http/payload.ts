import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { BodyTooLargeError, readBody } from '../../http/read-request.ts';
import { ServiceError, serializationError } from '../service-error.ts';

/** The largest batch is 1 MiB of messages in 10,000 events. In any JSON it stays below this limit, which also applies to a
 *  decompressed body. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** A body over the limit is still received up to this size. If the connection were closed earlier, the client would get a connection
 *  error instead of the response. */
const MAX_RECEIVED_BYTES = 64 * 1024 * 1024;

/** Reads the body of a request and decompresses gzip. Some older clients send the Content-Encoding `amz-1.0`: it means no
 *  compression.
 *  @throws ServiceError when the body is too large or is not gzip, RequestAbortedError when it ends early. */
export async function readPayload(request: IncomingMessage): Promise<Buffer> {
  const limits = { maxBytes: MAX_BODY_BYTES, maxReceivedBytes: MAX_RECEIVED_BYTES };
  const raw = await readBody(request, limits).catch((error: unknown) => {
    throw error instanceof BodyTooLargeError ? bodyTooLarge() : error;
  });
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity' || encoding === 'amz-1.0') return raw;
  if (encoding === 'gzip') return unzip(raw);
  throw serializationError(`Content-Encoding ${encoding} is not supported: send gzip or identity`);
}

/** An empty payload counts as an empty structure.
 *  @throws ServiceError */
export function parsePayload(payload: Buffer): unknown {
  if (payload.length === 0) return {};
  try {
    return JSON.parse(payload.toString());
  } catch {
    throw serializationError('The body is not JSON');
  }
}

function unzip(raw: Buffer): Buffer {
  try {
    return gunzipSync(raw, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge();
    throw serializationError('The body is not gzip, although its Content-Encoding says so');
  }
}

function bodyTooLarge(): ServiceError {
  const message = `The request body is larger than ${MAX_BODY_BYTES} bytes`;
  return new ServiceError('RequestEntityTooLargeException', message, 413);
}
