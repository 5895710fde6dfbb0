import { randomBytes, randomUUID } from 'node:crypto';
import { functionNameOf } from '../../core/arn.ts';
import type { Clock } from '../../core/clock.ts';
import { type LogSink, nonThrowingSink } from '../log-sink.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { EnvironmentPool } from './environment-pool.ts';
import type { Invocation, Outcome } from './execution-environment.ts';
import type { FunctionConfig } from './function-config.ts';
import { functionNotFound, LambdaError, tooManyRequests } from './lambda-error.ts';
import { MemoryGuard } from './memory-guard.ts';
import { OutputThrottle } from './output-throttle.ts';
import { ResponseBody } from './response-body.ts';
import { Watchdog } from './watchdog.ts';

export interface FunctionHostOptions {
  readonly functions: readonly FunctionConfig[];
  /** Where the functions' log events go. */
  readonly sink: LogSink;
  /** Added to the environment variables of every function, over its own: where AWS is, and credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** Told what somebody who runs it should know: one line, without a newline. */
  notice(message: string): void;
  /** Folders from which the AWS SDK is looked up for functions whose code does not hold it; by default the current one. */
  readonly sdkFolders?: readonly string[];
  /** Environments of one function at once. @default 10 */
  readonly maxEnvironmentsPerFunction?: number;
  /** Environments of all functions at once. @default 32 */
  readonly maxEnvironments?: number;
  /** Environments without an invocation for so long are ended, in milliseconds. @default 5 minutes */
  readonly idleMs?: number;
  /** By which asynchronous invocations wait for their next attempt. @default the system's */
  readonly clock?: Clock;
}

export interface InvokeOptions {
  /** `Root=…;Parent=…;Sampled=…`; made up when there is none. */
  readonly traceId?: string;
  /** JSON. */
  readonly clientContext?: string;
  /** Whether the result shall hold the end of the log. */
  readonly logTail?: boolean;
  /** Kept over the attempts of an asynchronous invocation; a new one by default. */
  readonly requestId?: string;
}

export interface InvokeResult {
  readonly requestId: string;
  /** JSON: the response, or the error. */
  readonly payload: string;
  /** There when the function failed: the payload is its error then. */
  readonly functionError?: 'Unhandled';
  readonly executedVersion: '$LATEST';
  /** The last 4 KB of what was logged, when it was asked for. */
  readonly logTail?: string;
}

export interface StreamingResult {
  readonly requestId: string;
  /** What the handler set; undefined for one that does not stream. */
  readonly contentType?: string;
  /** The response as it comes. It ends without an error even when the function fails: `completed` tells. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Resolves when the invocation has ended; its payload is empty unless it failed. */
  readonly completed: Promise<InvokeResult>;
}

/** Runs functions as Lambda does: each in processes of its own, as many as there are invocations at once. */
export class FunctionHost {
  readonly #options: FunctionHostOptions;
  readonly #byName: ReadonlyMap<string, FunctionConfig>;
  readonly #pool: EnvironmentPool;
  readonly #watchdog = new Watchdog();
  readonly #async: AsyncInvocations;
  /** How many invocations each function with a reserved concurrency has under way. */
  readonly #running = new Map<FunctionConfig, number>();
  #closing: Promise<void> | undefined;

  constructor(options: FunctionHostOptions) {
    this.#options = options;
    this.#byName = new Map(options.functions.map((config) => [config.name, config]));
    const perFunction = options.maxEnvironmentsPerFunction ?? 10;
    const inAll = options.maxEnvironments ?? 32;
    this.#pool = new EnvironmentPool(
      {
        sink: nonThrowingSink(options.sink, options.notice),
        watchdog: this.#watchdog,
        memoryGuard: new MemoryGuard(),
        outputThrottle: new OutputThrottle(),
        environment: options.environment,
        sdkFolders: options.sdkFolders ?? [process.cwd()],
      },
      { perFunction, inAll, idleMs: options.idleMs ?? 5 * 60_000 },
      (config) =>
        options.notice(
          `${config.name}: all environments are busy; invocations wait (at most ${perFunction} a function and ${inAll} in all run at once here)`,
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

  /** Invokes a function and waits for its end.
   *  @param name its name or its ARN.
   *  @param event JSON.
   *  @throws LambdaError for a function that is not there, or whose reserved concurrency is used up; Error once the host is
   *  closed. A function that fails is no error: see `functionError`. */
  async invoke(name: string, event: string, options: InvokeOptions = {}): Promise<InvokeResult> {
    const config = this.find(name);
    return this.#run(config, invocationOf(event, options));
  }

  /** Invokes a function and gives its response as it comes. Resolves at the first byte of a streaming handler, or at the end
   *  of another.
   *  @throws as `invoke`. */
  async invokeStreaming(name: string, event: string, options: InvokeOptions = {}): Promise<StreamingResult> {
    const config = this.find(name);
    const body = new ResponseBody();
    const { promise: started, resolve: start } = Promise.withResolvers<string | undefined>();
    const invocation: Invocation = { ...invocationOf(event, options), body, onStreamStart: start };
    let streams = false;
    void started.then((contentType) => {
      streams = contentType !== undefined;
    });
    const completed = this.#run(config, invocation).then((result) => {
      if (!streams) body.push(Buffer.from(result.payload));
      body.end();
      return streams && !result.functionError ? { ...result, payload: '' } : result;
    });
    const contentType = await Promise.race([started, completed.then(() => undefined)]);
    return { requestId: invocation.requestId, body, completed, ...(contentType !== undefined && { contentType }) };
  }

  /** Invokes a function without waiting for it. When it fails it is tried again, twice at most.
   *  @returns the request id, which all attempts share.
   *  @throws LambdaError for a function that is not there, or when too many events wait. */
  invokeAsync(name: string, event: string): string {
    return this.#async.add(this.find(name), event);
  }

  /** The function of a name or an ARN.
   *  @throws LambdaError when there is none. */
  find(name: string): FunctionConfig {
    const wanted = functionNameOf(name);
    const config = this.#byName.get(wanted);
    if (config) return config;
    const [other] = this.functions;
    throw functionNotFound(other ? other.arn.replace(/[^:]*$/, wanted) : wanted);
  }

  /** Ends every function's processes; all are gone when this resolves. Invocations under way reject. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#async.close();
    await this.#pool.close(hostClosed());
    await this.#watchdog.close();
  }

  async #run(config: FunctionConfig, invocation: Invocation): Promise<InvokeResult> {
    if (this.#closing) throw hostClosed();
    const release = this.#reserve(config);
    try {
      const outcome = await this.#inEnvironment(config, invocation);
      return { requestId: invocation.requestId, executedVersion: '$LATEST', ...outcome };
    } catch (error) {
      throw this.#closing ? hostClosed() : error;
    } finally {
      release();
    }
  }

  async #inEnvironment(config: FunctionConfig, invocation: Invocation): Promise<Outcome> {
    const environment = await this.#pool.acquire(config);
    try {
      return await environment.invoke(invocation);
    } finally {
      this.#pool.release(environment);
    }
  }

  /** Counts against the reserved concurrency; invocations that wait here for an environment count too. */
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

function invocationOf(event: string, options: InvokeOptions): Invocation {
  return {
    requestId: options.requestId ?? randomUUID(),
    event,
    traceId: options.traceId ?? newTraceId(),
    ...(options.clientContext !== undefined && { clientContext: options.clientContext }),
    ...(options.logTail && { wantsLogTail: true }),
  };
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
