import { CONTENT_TYPES } from './negotiate.ts';

/** The permission to handle one request, an open stream included. */
export interface Lease {
  /** Aborts when the permission was lost: the response must end. */
  readonly lost: AbortSignal;
  /** Gives the permission back. Never rejects; further calls have no effect. */
  release(): Promise<void>;
}

/** A stream stays open for minutes; a read ends by itself. */
export type RequestKind = 'stream' | 'read';

/** The share of the places that streams may take. The others are for reads only. */
const STREAM_SHARE = 3 / 4;

/** How many streams may be open at the same time. Streams of clients that went away without being noticed would otherwise take every
 *  place from the reads. */
export function maxStreams(maxRequests: number): number {
  return Math.max(1, Math.floor(maxRequests * STREAM_SHARE));
}

/** Limits the requests that are handled at the same time. */
export interface Admission {
  /** @returns undefined when the limit is reached. */
  admit(kind: RequestKind): Promise<Lease | undefined>;
}

/** Counts in memory, for a host with one process. */
export class MemoryAdmission implements Admission {
  readonly #maxRequests: number;
  #requests = 0;
  #streams = 0;

  /** @param maxRequests how many requests may be handled at the same time. */
  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests;
  }

  async admit(kind: RequestKind): Promise<Lease | undefined> {
    const streams = kind === 'stream' ? 1 : 0;
    if (this.#requests >= this.#maxRequests) return undefined;
    if (this.#streams + streams > maxStreams(this.#maxRequests)) return undefined;
    this.#requests += 1;
    this.#streams += streams;
    let isReleased = false;
    return {
      lost: new AbortController().signal,
      release: async () => {
        if (isReleased) return;
        isReleased = true;
        this.#requests -= 1;
        this.#streams -= streams;
      },
    };
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

/** A response that releases a lease when its body has ended, for any reason. When the lease is lost, a stream ends, and the client
 *  reconnects; any other response fails, so that the client does not treat it as complete. The body ends only after the release: a Lambda
 *  environment is frozen when its response has ended. */
export async function withLease(response: Response, lease: Lease): Promise<Response> {
  const { body } = response;
  if (!body) {
    await lease.release();
    return response;
  }
  const isStream = response.headers.get('content-type') === CONTENT_TYPES.events;
  const reader = (body as ReadableStream<Bytes>).getReader();
  const end = () => void reader.cancel().catch(() => undefined);
  lease.lost.addEventListener('abort', end);
  const release = () => {
    lease.lost.removeEventListener('abort', end);
    return lease.release();
  };
  const leased = new ReadableStream<Bytes>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          await release();
          if (lease.lost.aborted && !isStream) controller.error(new Error('The request lost its place.'));
          else controller.close();
        } catch (error) {
          await release();
          controller.error(error);
        }
      },
      async cancel(reason) {
        await Promise.allSettled([reader.cancel(reason), release()]);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(leased, response);
}
