import { AsyncLocalStorage } from 'node:async_hooks';
import { createCallRecord, type HandlerOutcome, writeCallRecord } from './call-record.ts';
import { CapturedRun } from './captured-run.ts';
import { type GatewayRequest, objectOrEmpty, readGatewayEvent } from './gateway-event.ts';
import { currentTraceId, type InvocationContext } from './lambda-runtime.ts';
import { LineWriter, safely } from './line-writer.ts';
import { loggableEvent } from './loggable-value.ts';
import { captureTarget, isRoute, type LoggingOptions } from './logging-options.ts';
import { warnBeforeTimeout } from './timeout-warning.ts';

const storage = new AsyncLocalStorage<Invocation>();

/** The invocation that the calling code belongs to, which may have ended; undefined outside a handler of `withLogging`. */
export function currentInvocation(): Invocation | undefined {
  return storage.getStore();
}

/** The writer of the invocation that the calling code belongs to. Outside of invocations, lines have no request id, and no end
 *  could decide about debug lines that are held back. */
export function currentLines(): LineWriter {
  return currentInvocation()?.lines ?? new LineWriter(readIds(undefined), { buffersDebugLines: false });
}

/** One invocation of a handler of `withLogging`, from its start until its records are written. It owns all that differs between
 *  invocations: the ids, the debug lines that are held back, the timer of the timeout warning, and the numbers of captured runs.
 *  Several invocations can run in one process at the same time.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html */
export class Invocation {
  readonly options: LoggingOptions;
  readonly request: GatewayRequest | undefined;
  readonly lines: LineWriter;
  /** The invocation of the handler that has called this handler, when both are wrapped. It decides about the debug lines. */
  readonly #outer: Invocation | undefined;
  readonly #start = performance.now();
  readonly #captured: CapturedRun;
  readonly #cancelWarning: (() => void) | undefined;
  readonly #endCallbacks = new Set<() => void>();
  #lastPairId = 0;
  #hasEnded = false;

  constructor(event: unknown, context: InvocationContext | undefined, options: LoggingOptions) {
    this.options = options;
    this.request = safely(() => readGatewayEvent(event));
    const current = currentInvocation();
    this.#outer = current?.isRunningWith(context) ? current : undefined;
    this.lines = this.#outer?.lines ?? new LineWriter(readIds(context), { buffersDebugLines: true });
    const { redact = [], obfuscatePaths = false } = options;
    const toLoggable = (value: unknown) => loggableEvent(value, redact, obfuscatePaths);
    const target = captureTarget(options, this.request);
    this.#captured = new CapturedRun(this.lines, target, this.nextPairId(), event, toLoggable);
    if (context && !this.#outer) this.#cancelWarning = safely(() => warnBeforeTimeout(context, this.lines, options));
  }

  run<T>(work: () => T): T {
    return storage.run(this, work);
  }

  nextPairId(): number {
    if (this.#outer) return this.#outer.nextPairId();
    this.#lastPairId += 1;
    return this.#lastPairId;
  }

  /** Whether a handler that is called with `context` is a part of this invocation. The request id decides: a runtime may begin an
   *  invocation in the asynchronous context of the one before. */
  isRunningWith(context: InvocationContext | undefined): boolean {
    return (
      !this.#hasEnded && (context === undefined || idOrNull(context.awsRequestId) === this.lines.ids.functionRequestId)
    );
  }

  /** Registers a callback that writes an open record: after the invocation, Lambda freezes the process.
   *  @returns a function that removes the callback. */
  beforeEnd(callback: () => void): () => void {
    if (this.#outer) return this.#outer.beforeEnd(callback);
    this.#endCallbacks.add(callback);
    return () => this.#endCallbacks.delete(callback);
  }

  /** Has no effect after the end: a handler may both call its callback and return a promise. */
  endWithResult(result: unknown): void {
    if (this.#hasEnded) return;
    const isError = safely(() => Number(objectOrEmpty(result).statusCode) >= 500) ?? false;
    if (isError && !this.#outer) safely(() => this.lines.flushDebugLines());
    this.#captured.recordResult(result, isError);
    this.#end({ result, failed: false });
  }

  /** Has no effect after the end. */
  endWithError(error: unknown): void {
    if (this.#hasEnded) return;
    if (!this.#outer) safely(() => this.lines.flushDebugLines());
    this.#captured.recordError(error);
    this.#end({ error, failed: true });
  }

  /** Work that continues after the end keeps the ids and the buffer: its debug lines are written if it logs an error. */
  #end(outcome: Pick<HandlerOutcome, 'result' | 'error' | 'failed'>): void {
    this.#hasEnded = true;
    this.#cancelWarning?.();
    for (const callback of this.#endCallbacks) safely(callback);
    safely(() => this.#writeCallRecord(outcome));
    if (!this.#outer) this.lines.discardDebugLines();
  }

  #writeCallRecord(outcome: Pick<HandlerOutcome, 'result' | 'error' | 'failed'>): void {
    const request = this.request;
    if (!request || this.#outer?.recordsCall) return;
    if (this.options.omitRoutes?.some((name) => isRoute(name, request))) return;
    const { functionRequestId, traceId } = this.lines.ids;
    const durationMs = performance.now() - this.#start;
    writeCallRecord(
      this.lines,
      createCallRecord(request, { ...outcome, durationMs, functionRequestId, traceId }, this.options),
    );
  }

  /** Whether this invocation, or one around it, writes the record of the API call. */
  get recordsCall(): boolean {
    return this.request !== undefined || this.#outer?.recordsCall === true;
  }
}

function readIds(context: InvocationContext | undefined) {
  return {
    functionRequestId: idOrNull(context?.awsRequestId),
    traceId: safely(currentTraceId) ?? null,
    tenantId: idOrNull(context?.tenantId),
  };
}

function idOrNull(id: unknown): string | null {
  return typeof id === 'string' ? id : null;
}
