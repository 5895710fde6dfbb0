const TIMEOUT_MS = 35_000;

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** From the request to the end of the answer. */
  readonly durationMs: number;
}

/** Sends a request, and reads the whole answer. Redirects are not followed.
 *  @throws Error without an answer in 35 seconds. */
export async function send(url: string, { signal, ...request }: HttpRequest): Promise<HttpAnswer> {
  const start = performance.now();
  const response = await fetch(url, {
    ...request,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    durationMs: Math.round(performance.now() - start),
  };
}

/** An open stream of an answer. */
export interface HttpStream {
  readonly status: number;
  readonly headers: Headers;
  /** Resolves when the text of the stream contains `wanted`; rejects when the stream ends before, or after the timeout. */
  until(wanted: string, timeoutMs: number): Promise<void>;
  close(): void;
}

/** Opens a stream. Resolves with the headers.
 *  @throws Error without headers in 35 seconds. */
export async function openStream(url: string, { signal, ...request }: HttpRequest): Promise<HttpStream> {
  const end = new AbortController();
  const timeout = setTimeout(() => end.abort(new Error(`no answer after ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  const response = await fetch(url, { ...request, signal: AbortSignal.any([signal, end.signal]) }).finally(() =>
    clearTimeout(timeout),
  );
  let text = '';
  let change = Promise.withResolvers<void>();
  let hasEnded = false;
  void (async () => {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        change.resolve();
        change = Promise.withResolvers();
      }
    } catch {
      // The stream was closed here, or the connection ended.
    }
    hasEnded = true;
    change.resolve();
  })();
  return {
    status: response.status,
    headers: response.headers,
    async until(wanted, timeoutMs) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const expired = new Promise<void>((resolve) =>
        timeout.addEventListener('abort', () => resolve(), { once: true }),
      );
      while (!text.includes(wanted)) {
        signal.throwIfAborted();
        if (hasEnded) throw new Error(`the stream ended without "${wanted}"`);
        if (timeout.aborted) throw new Error(`the stream had no "${wanted}" after ${timeoutMs} ms`);
        await Promise.race([change.promise, expired]);
      }
    },
    close: () => end.abort(),
  };
}
