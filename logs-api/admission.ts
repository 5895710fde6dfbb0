/** The permission to handle one request, an open stream included. */
export interface Lease {
  /** Aborts when the permission was lost: the response must end. */
  readonly lost: AbortSignal;
  /** Gives the permission back. Never rejects; further calls have no effect. */
  release(): Promise<void>;
}

/** Limits the requests that are handled at the same time. */
export interface Admission {
  /** @returns undefined when the limit is reached. */
  admit(): Promise<Lease | undefined>;
}

/** Counts in memory, for a host with one process. */
export class MemoryAdmission implements Admission {
  readonly #maxRequests: number;
  #requests = 0;

  /** @param maxRequests how many requests may be handled at the same time. */
  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests;
  }

  async admit(): Promise<Lease | undefined> {
    if (this.#requests >= this.#maxRequests) return undefined;
    this.#requests += 1;
    let isReleased = false;
    return {
      lost: new AbortController().signal,
      release: async () => {
        if (!isReleased) this.#requests -= 1;
        isReleased = true;
      },
    };
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

/** A response that releases a lease when its body has ended, for any reason, and that ends when the lease is lost. The body ends only
 *  after the release: a Lambda environment is frozen when its response has ended. */
export async function withLease(response: Response, lease: Lease): Promise<Response> {
  const { body } = response;
  if (!body) {
    await lease.release();
    return response;
  }
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
          controller.close();
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
