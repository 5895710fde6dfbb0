import { AsyncLocalStorage } from 'node:async_hooks';
import { callRecord, type Outcome } from './call-record.ts';
import { CapturedCall } from './captured-call.ts';
import { fieldsOf, type GatewayRequest, readGatewayEvent } from './gateway-event.ts';
import type { InvocationContext } from './lambda-runtime.ts';
import { logLines, safely } from './line-writer.ts';
import { writtenEvent } from './loggable-value.ts';
import { capturePlan, isRoute, type LoggingOptions } from './logging-options.ts';
import { warnBeforeTimeout } from './timeout-warning.ts';

const storage = new AsyncLocalStorage<Invocation>();

/** The invocation in whose course this is called; undefined outside any. */
export function currentInvocation(): Invocation | undefined {
  return storage.getStore();
}

/** How the handler ended. */
type Ending = Pick<Outcome, 'result' | 'error' | 'failed'>;

/** What the helper knows and does between the beginning and the end of one invocation. */
export class Invocation {
  readonly options: LoggingOptions;
  readonly request: GatewayRequest | undefined;
  readonly functionRequestId: string | null;
  readonly #start = performance.now();
  readonly #captured: CapturedCall;
  readonly #stopWarning: (() => void) | undefined;
  readonly #unfinished = new Set<() => void>();
  #pairs = 0;

  constructor(event: unknown, context: InvocationContext | undefined, options: LoggingOptions) {
    this.options = options;
    this.request = safely(() => readGatewayEvent(event));
    this.functionRequestId = context?.awsRequestId ?? null;
    logLines().begin(context);
    const { redact = [], obfuscatePaths = false } = options;
    this.#captured = new CapturedCall(capturePlan(options, this.request), this.nextPair(), event, (value) =>
      writtenEvent(value, redact, obfuscatePaths),
    );
    this.#stopWarning = context && safely(() => warnBeforeTimeout(context, options));
  }

  run<T>(work: () => T): T {
    return storage.run(this, work);
  }

  nextPair(): number {
    this.#pairs += 1;
    return this.#pairs;
  }

  /** Something that must be written before the environment is frozen. @returns takes it back: it is written. */
  mustFinish(finish: () => void): () => void {
    this.#unfinished.add(finish);
    return () => this.#unfinished.delete(finish);
  }

  succeeded(result: unknown): void {
    const isError = safely(() => Number(fieldsOf(result).statusCode) >= 500) ?? false;
    if (isError) safely(() => logLines().flush());
    this.#captured.succeeded(result, isError);
    this.#end({ result, failed: false });
  }

  failed(error: unknown): void {
    safely(() => logLines().flush());
    this.#captured.failed(error);
    this.#end({ error, failed: true });
  }

  #end(ending: Ending): void {
    this.#stopWarning?.();
    for (const finish of this.#unfinished) safely(finish);
    safely(() => this.#writeCall(ending));
    safely(() => logLines().end());
  }

  #writeCall(ending: Ending): void {
    const request = this.request;
    if (!request || this.options.omitRoutes?.some((name) => isRoute(name, request))) return;
    const { functionRequestId } = this;
    const durationMs = performance.now() - this.#start;
    const apiCall = callRecord(request, { ...ending, durationMs, functionRequestId }, this.options);
    logLines().writeAlways('api.call', { apiCall });
  }
}
