/** Calls functions; the local Lambda does. */
export interface Invoker {
  /** @param event JSON.
   *  @throws Refusal, or another error, when the function cannot be called. */
  invoke(functionName: string, event: string, options: { readonly traceId: string }): Promise<Invoked>;
  /** The same, with the response as it comes.
   *  @throws as `invoke`. */
  invokeStreaming(
    functionName: string,
    event: string,
    options: { readonly traceId: string },
  ): Promise<InvokedStreaming>;
}

/** An error of Lambda's Invoke API, by its name. */
export interface Refusal extends Error {
  /** Of HTTP. */
  readonly status: number;
  /** What the API answers: JSON. */
  readonly body: string;
}

export function isRefusal(error: Error): error is Refusal {
  return 'status' in error && 'body' in error;
}

export interface Invoked {
  readonly requestId: string;
  /** JSON: the response, or the error. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
}

export interface InvokedStreaming {
  readonly requestId: string;
  /** It ends without an error even when the function fails: `completed` tells. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly completed: Promise<Invoked>;
}

/** A function that was called and waited for. */
export interface Call<Result = Invoked> {
  /** An error when Lambda refused; undefined when there was no answer in time. */
  readonly result: Result | Error | undefined;
  readonly latencyMs: number;
}

/** Calls a function and waits so long, and no longer, for its answer. */
export function callFunction(
  invoker: Invoker,
  functionName: string,
  event: string,
  traceId: string,
  timeoutMs: number,
): Promise<Call> {
  return withinTime(invoker.invoke(functionName, event, { traceId }), timeoutMs);
}

/** Waits so long, and no longer. */
export async function withinTime<Result>(work: Promise<Result>, timeoutMs: number): Promise<Call<Result>> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  const result = await Promise.race([work.catch((error: Error) => error), timeout]);
  clearTimeout(timer);
  return { result, latencyMs: performance.now() - start };
}

/** What a function's error says, or the whole of what is no such error. */
export function errorMessage(payload: string): string {
  try {
    return String(JSON.parse(payload).errorMessage ?? payload);
  } catch {
    return payload;
  }
}
