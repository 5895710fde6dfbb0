import { AsyncLocalStorage } from 'node:async_hooks';
import { createCallRecord, type HandlerOutcome } from './call-record.ts';
import { CapturedRun } from './captured-run.ts';
import { type GatewayRequest, objectOrEmpty, readGatewayEvent } from './gateway-event.ts';
import type { InvocationContext } from './lambda-runtime.ts';
import { lineWriter, safely } from './line-writer.ts';
import { loggableEvent } from './loggable-value.ts';
import { captureTarget, isRoute, type LoggingOptions } from './logging-options.ts';
import { warnBeforeTimeout } from './timeout-warning.ts';

const storage = new AsyncLocalStorage<Invocation>();

/** The invocation that the calling code belongs to; undefined outside a handler of `withLogging`. */
export function currentInvocation(): Invocation | undefined {
  return storage.getStore();
}

/** One invocation of a handler of `withLogging`, from its start until its records are written. */
export class Invocation {
  readonly options: LoggingOptions;
  readonly request: GatewayRequest | undefined;
  readonly functionRequestId: string | null;
  readonly #start = performance.now();
  readonly #captured: CapturedRun;
  readonly #cancelWarning: (() => void) | undefined;
  readonly #endCallbacks = new Set<() => void>();
  #lastPairId = 0;

  constructor(event: unknown, context: InvocationContext | undefined, options: LoggingOptions) {
    this.options = options;
    this.request = safely(() => readGatewayEvent(event));
    this.functionRequestId = context?.awsRequestId ?? null;
    lineWriter().startInvocation(context);
    const { redact = [], obfuscatePaths = false } = options;
    this.#captured = new CapturedRun(captureTarget(options, this.request), this.nextPairId(), event, (value) =>
      loggableEvent(value, redact, obfuscatePaths),
    );
    this.#cancelWarning = context && safely(() => warnBeforeTimeout(context, options));
  }

  run<T>(work: () => T): T {
    return storage.run(this, work);
  }

  nextPairId(): number {
    this.#lastPairId += 1;
    return this.#lastPairId;
  }

  /** Registers a callback that writes an open record: after the invocation, Lambda freezes the process.
   *  @returns a function that removes the callback. */
  beforeEnd(callback: () => void): () => void {
    this.#endCallbacks.add(callback);
    return () => this.#endCallbacks.delete(callback);
  }

  endWithResult(result: unknown): void {
    const isError = safely(() => Number(objectOrEmpty(result).statusCode) >= 500) ?? false;
    if (isError) safely(() => lineWriter().flushDebugLines());
    this.#captured.recordResult(result, isError);
    this.#end({ result, failed: false });
  }

  endWithError(error: unknown): void {
    safely(() => lineWriter().flushDebugLines());
    this.#captured.recordError(error);
    this.#end({ error, failed: true });
  }

  #end(outcome: Pick<HandlerOutcome, 'result' | 'error' | 'failed'>): void {
    this.#cancelWarning?.();
    for (const callback of this.#endCallbacks) safely(callback);
    safely(() => this.#writeCallRecord(outcome));
    safely(() => lineWriter().discardDebugLines());
  }

  #writeCallRecord(outcome: Pick<HandlerOutcome, 'result' | 'error' | 'failed'>): void {
    const request = this.request;
    if (!request || this.options.omitRoutes?.some((name) => isRoute(name, request))) return;
    const { functionRequestId } = this;
    const durationMs = performance.now() - this.#start;
    const apiCall = createCallRecord(request, { ...outcome, durationMs, functionRequestId }, this.options);
    lineWriter().writeAlways('api.call', { apiCall });
  }
}
