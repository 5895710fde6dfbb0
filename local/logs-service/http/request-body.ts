import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { ServiceError, serializationError } from '../errors.ts';

/** The largest batch, 1 MiB of messages in 10,000 events, stays below this in any JSON; the same bound holds for what a
 *  compressed body unpacks to. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** What is still read, and thrown away, of a body that is too large: a client that is cut off while it sends sees a broken
 *  connection, not the answer. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** The client went away before its request was whole: there is nobody to answer. */
export class RequestAborted extends Error {}

/** Reads the whole body of a request; gzip is unpacked (`amz-1.0`, which some older clients send, says nothing).
 *  @throws ServiceError when the body is too large or is no gzip, RequestAborted when it ends early. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const raw = await readRaw(request);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity' || encoding === 'amz-1.0') return raw;
  if (encoding === 'gzip') return unzip(raw);
  throw serializationError(`Content-Encoding ${encoding} is not supported: send gzip or identity`);
}

function readRaw(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      reject(tooLarge());
      if (size > MAX_DISCARDED_BYTES) request.destroy();
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () =>
      reject(new RequestAborted('The client closed the connection before the request was whole')),
    );
  });
}

function unzip(raw: Buffer): Buffer {
  try {
    return gunzipSync(raw, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw serializationError('The body is not gzip, although its Content-Encoding says so');
  }
}

function tooLarge(): ServiceError {
  const message = `The request body is larger than ${MAX_BODY_BYTES} bytes`;
  return new ServiceError('RequestEntityTooLargeException', message, 413);
}
