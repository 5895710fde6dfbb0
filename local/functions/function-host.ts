import { functionNameOf } from '../../core/arn.ts';
import type { Clock } from '../../core/clock.ts';
import { createNonThrowingSink, type LogSink } from '../log-sink.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { EnvironmentPool } from './environment-pool.ts';
import type { FunctionConfig } from './function-config.ts';
import { type InvocationRequest, type InvokeOptions, newInvocationRequest } from './invocation-request.ts';
import type { InvocationOutcome, InvocationResult } from './invocation-result.ts';
import { functionNotFound, LambdaError, tooManyRequests } from './lambda-error.ts';
import { MemoryGuard } from './memory-guard.ts';
import { OutputThrottle } from './output-throttle.ts';
import { ResponseBody } from './response-body.ts';
import { Watchdog } from './watchdog.ts';

export interface FunctionHostOptions {
  readonly functions: readonly FunctionConfig[];
  /** Receives the log events of the functions. */
  readonly sink: LogSink;
  /** Environment variables for all functions, such as the endpoint of the local AWS. They override the function's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with messages for the user: one line, without a newline. */
  notice(message: string): void;
  /** Folders from which the AWS SDK is loaded when a function's code does not include it. @default the current folder */
  readonly sdkFolders?: readonly string[];
  /** The maximum number of execution environments of one function, unless it reserves more. @default 10 */
  readonly maxEnvironmentsPerFunction?: number;
  /** The maximum number of execution environments of all functions. @default 32 */
  readonly maxEnvironments?: number;
  /** An environment is ended after this time without an invocation, in milliseconds. @default 5 minutes */
  readonly idleMs?: number;
  /** The clock for the delays between the attempts of asynchronous invocations. @default the system clock */
  readonly clock?: Clock;
}

/** The result of an invocation, with the members of the Invoke API's response. */
export interface InvokeResult extends InvocationResult {
  readonly requestId: string;
  readonly executedVersion: '$LATEST';
  /** The last 4 KB of the log, if `InvokeOptions.logTail` requests it. */
  readonly logTail?: string;
}

/** The response of a function while it runs. */
export interface StreamingResult {
  readonly requestId: string;
  /** The content type that the handler set; undefined if the handler does not stream. */
  readonly contentType?: string;
  /** The response in chunks. It ends without an error even when the function fails: see `completed`. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Resolves when the invocation has ended. Its payload is empty unless the function failed. */
  readonly completed: Promise<InvokeResult>;
}

/** Runs functions as Lambda does: each concurrent invocation in a process of its own.
 *
 *  The `EnvironmentPool` finds a free `ExecutionEnvironment` for an invocation, or creates one. The environment starts a
 *  `RuntimeProcess`. `runtime/bootstrap.ts` is the program inside this process: it loads the handler and calls it. `frames.ts` is the
 *  protocol between the two processes. */
export class FunctionHost {
  readonly #options: FunctionHostOptions;
  readonly #byName: ReadonlyMap<string, FunctionConfig>;
  readonly #pool: EnvironmentPool;
  readonly #watchdog = new Watchdog();
  readonly #async: AsyncInvocations;
  /** The number of running invocations of each function with a reserved concurrency. */
  readonly #running = new Map<FunctionConfig, number>();
  #closing: Promise<void> | undefined;

  constructor(options: FunctionHostOptions) {
    this.#options = options;
    this.#byName = new Map(options.functions.map((config) => [config.name, config]));
    const maxPerFunction = options.maxEnvironmentsPerFunction ?? 10;
    const maxTotal = options.maxEnvironments ?? 32;
    this.#pool = new EnvironmentPool(
      {
        sink: createNonThrowingSink(options.sink, options.notice),
        watchdog: this.#watchdog,
        memoryGuard: new MemoryGuard(),
        outputThrottle: new OutputThrottle(),
        variables: options.environment,
        sdkFolders: options.sdkFolders ?? [process.cwd()],
      },
      { maxPerFunction, maxTotal, idleMs: options.idleMs ?? 5 * 60_000 },
      (config) =>
        options.notice(
          `${config.name}: all execution environments are busy; invocations wait (limits: ${maxPerFunction} per function, ${maxTotal} in total)`,
        ),
    );
    this.#async = new AsyncInvocations({
      ...(options.clock && { clock: options.clock }),
      invoke: (config, event, requestId) => this.invoke(config.name, event, { requestId }),
      notice: options.notice,
    });
  }

  get functions(): readonly FunctionConfig[] {
    return this.#options.functions;
  }

  /** Invokes a function and waits for its result.
   *  @param nameOrArn the function.
   *  @param event JSON.
   *  @throws LambdaError when the function does not exist, its reserved concurrency is used up, or the host is closed. A failure
   *  of the function is not thrown: see `functionError`. */
  async invoke(nameOrArn: string, event: string, options: InvokeOptions = {}): Promise<InvokeResult> {
    const config = this.find(nameOrArn);
    return this.#run(config, newInvocationRequest(event, options));
  }

  /** Invokes a function and streams its response. Resolves when a streaming handler starts its response, or when another handler
   *  has ended.
   *  @throws LambdaError as `invoke` does. */
  async invokeStreaming(nameOrArn: string, event: string, options: InvokeOptions = {}): Promise<StreamingResult> {
    const config = this.find(nameOrArn);
    const body = new ResponseBody();
    const { promise: started, resolve: start } = Promise.withResolvers<string | undefined>();
    const invocation: InvocationRequest = { ...newInvocationRequest(event, options), body, onStreamStart: start };
    let isStreaming = false;
    void started.then((contentType) => {
      isStreaming = contentType !== undefined;
    });
    const completed = this.#run(config, invocation)
      .then((result) => {
        if (!isStreaming) body.push(Buffer.from(result.payload));
        return isStreaming && !result.functionError ? { ...result, payload: '' } : result;
      })
      // Also when the host closes: otherwise the reader of the body would wait for ever.
      .finally(() => body.end());
    const contentType = await Promise.race([started, completed.then(() => undefined)]);
    return { requestId: invocation.requestId, body, completed, ...(contentType !== undefined && { contentType }) };
  }

  /** Invokes a function asynchronously. A failed invocation is retried, by default twice.
   *  @returns the request id, which is the same for all attempts.
   *  @throws LambdaError when the function does not exist, or too many events wait. */
  invokeAsync(nameOrArn: string, event: string): string {
    return this.#async.add(this.find(nameOrArn), event);
  }

  /** Finds a function by its name or its ARN.
   *  @throws LambdaError when it does not exist. */
  find(nameOrArn: string): FunctionConfig {
    const functionName = functionNameOf(nameOrArn);
    const config = this.#byName.get(functionName);
    if (config) return config;
    const [other] = this.functions;
    throw functionNotFound(other ? other.arn.replace(/[^:]*$/, functionName) : functionName);
  }

  /** Ends the processes of all functions. Resolves when they have exited. Running invocations reject. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#async.close();
    await this.#pool.close(hostClosed());
    await this.#watchdog.close();
  }

  async #run(config: FunctionConfig, invocation: InvocationRequest): Promise<InvokeResult> {
    if (this.#closing) throw hostClosed();
    const release = this.#reserve(config);
    try {
      const outcome = await this.#invokeInEnvironment(config, invocation);
      return { requestId: invocation.requestId, executedVersion: '$LATEST', ...outcome };
    } catch (error) {
      throw this.#closing ? hostClosed() : error;
    } finally {
      release();
    }
  }

  async #invokeInEnvironment(config: FunctionConfig, invocation: InvocationRequest): Promise<InvocationOutcome> {
    const environment = await this.#pool.acquire(config);
    try {
      return await environment.invoke(invocation);
    } finally {
      this.#pool.release(environment);
    }
  }

  /** Counts an invocation against the reserved concurrency, even while it waits for an environment.
   *  @returns a function that releases the concurrency. */
  #reserve(config: FunctionConfig): () => void {
    const { reservedConcurrency } = config;
    if (reservedConcurrency === undefined) return () => {};
    const running = this.#running.get(config) ?? 0;
    if (running >= reservedConcurrency) throw tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded');
    this.#running.set(config, running + 1);
    return () => this.#running.set(config, (this.#running.get(config) ?? 1) - 1);
  }
}

function hostClosed(): LambdaError {
  return new LambdaError('ServiceException', 500, 'The local Lambda has ended.');
}
