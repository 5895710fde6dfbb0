import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  /** The largest accepted body. @default unlimited */
  readonly maxBytes?: number;
  /** Rejects a body over the limit only at its end, so that the error has its full size; otherwise at once. @default false */
  readonly countsWholeBody?: boolean;
  /** The connection is closed after this many bytes of a body over the limit. @default unlimited */
  readonly maxReceivedBytes?: number;
}

/** The body is over its limit. */
export class BodyTooLargeError extends Error {
  override name = 'BodyTooLargeError';
  /** The bytes received so far. */
  readonly bytes: number;

  constructor(bytes: number) {
    super('The request body is too large');
    this.bytes = bytes;
  }
}

/** The client closed the connection before it sent the whole request, so it cannot receive a response. */
export class RequestAbortedError extends Error {
  override name = 'RequestAbortedError';
}

/** Reads the body of a request. The bytes over the limit are received and dropped: a client that is still sending reads the
 *  response only afterwards.
 *  @throws BodyTooLargeError, RequestAbortedError */
export function readBody(request: IncomingMessage, limits: BodyLimits = {}): Promise<Buffer> {
  const { maxBytes = Infinity, countsWholeBody = false, maxReceivedBytes = Infinity } = limits;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) return void chunks.push(chunk);
      chunks.length = 0;
      if (!countsWholeBody) reject(new BodyTooLargeError(bytes));
      if (bytes > maxReceivedBytes) request.destroy();
    });
    request.on('end', () =>
      bytes <= maxBytes ? resolve(Buffer.concat(chunks)) : reject(new BodyTooLargeError(bytes)),
    );
    request.on('error', (cause) =>
      reject(new RequestAbortedError('The client closed the connection before it sent the whole request', { cause })),
    );
  });
}

/** Decodes the percent-encoding of a path or a path segment. Text whose encoding is not valid is returned unchanged. */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
