import { randomBytes } from 'node:crypto';
import type { LogSink } from '../log-sink.ts';
import { buildEnvironmentVariables } from './environment-variables.ts';
import { type Frame, FrameType, type FunctionError } from './frames.ts';
import type { FunctionConfig } from './function-config.ts';
import { FunctionLog } from './function-log.ts';
import type { InvocationRequest } from './invocation-request.ts';
import { type InvocationOutcome, InvocationResultBuilder } from './invocation-result.ts';
import type { MemoryGuard } from './memory-guard.ts';
import type { OutputThrottle } from './output-throttle.ts';
import { failurePayload, type PhaseFailure, toPhaseFailure } from './phase-failure.ts';
import { createPlatformEvents, type InitPhase, type PlatformEvents } from './platform-events.ts';
import { type Exit, RuntimeProcess } from './runtime-process.ts';
import type { Watchdog } from './watchdog.ts';

/** The parts of the host that an execution environment uses. */
export interface EnvironmentServices {
  readonly sink: LogSink;
  readonly watchdog: Watchdog;
  readonly memoryGuard: MemoryGuard;
  readonly outputThrottle: OutputThrottle;
  /** Added to every function's environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folders from which the AWS SDK is loaded when the function's code does not include it. */
  readonly sdkFolders: readonly string[];
}

/** The limit of the init phase. After a timeout, Lambda repeats the initialization in the first invocation.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_TIMEOUT_MS = 10_000;

/** One execution environment of a function, with its own log stream. Its process is initialized once, runs one invocation at a
 *  time and is frozen between invocations. After the process exits or is killed by a timeout, the next invocation starts a new
 *  process in the same environment ("suppressed init").
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export class ExecutionEnvironment {
  readonly config: FunctionConfig;
  readonly #services: EnvironmentServices;
  readonly #log: FunctionLog;
  readonly #platformEvents: PlatformEvents;
  readonly #stream: string;
  #process: RuntimeProcess | undefined;
  #hasStarted = false;
  #hasEnded = false;
  #isOutOfMemory = false;
  #maxMemoryMb = 0;
  #onPhaseFrame: ((frame: Frame) => void) | undefined;

  constructor(config: FunctionConfig, services: EnvironmentServices) {
    this.config = config;
    this.#services = services;
    // 2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.#stream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.#log = new FunctionLog(config, this.#stream, services.sink);
    this.#platformEvents = createPlatformEvents(config);
  }

  /** Runs one invocation. Its log events are stored when this resolves. Must not be called during another invocation.
   *  @throws Error when the environment is ended during the invocation. */
  async invoke(invocation: InvocationRequest): Promise<InvocationOutcome> {
    const { requestId } = invocation;
    if (invocation.logTail) this.#log.startTail();
    const initDurationMs = this.#hasStarted ? undefined : await this.#coldStart();
    const start = performance.now();
    const initFailure = this.#process ? undefined : await this.#initialize('invoke', this.config.timeoutMs);
    this.#logEvents(this.#platformEvents.start(requestId));
    const result = new InvocationResultBuilder(invocation);
    const failure =
      initFailure ?? (await this.#run(invocation, result, this.config.timeoutMs - (performance.now() - start)));
    if (this.#hasEnded) throw new Error('The execution environment has ended.');
    const durationMs = failure?.status === 'timeout' ? this.config.timeoutMs : performance.now() - start;

    if (failure?.status === 'timeout') this.#logEvents(this.#platformEvents.timedOut(requestId, this.config.timeoutMs));
    if (failure?.exitReason)
      this.#logEvents(this.#platformEvents.failed(requestId, failure.exitReason, failure.errorType ?? ''));
    if (failure) result.fail(failurePayload(failure, requestId, this.config.timeoutMs));
    this.#logEvents(
      this.#platformEvents.end(
        {
          requestId,
          status: failure?.status ?? 'success',
          ...(failure?.errorType && { errorType: failure.errorType }),
          durationMs,
          ...(initDurationMs !== undefined && { initDurationMs }),
          maxMemoryUsedMb: this.#maxMemoryMb,
        },
        result.producedBytes,
      ),
    );
    this.#log.flush();
    return { ...result.build(), ...(invocation.logTail && { logTail: this.#log.takeTail() }) };
  }

  /** Stops the process until the next invocation. */
  freeze(): void {
    this.#process?.freeze();
  }

  /** Ends the process. Resolves when it has exited. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    const process = this.#process;
    process?.kill();
    await process?.exited;
    this.#log.endOutput();
    this.#log.flush();
  }

  /** Runs the init phase.
   *  @returns its duration in milliseconds; undefined if it failed. */
  async #coldStart(): Promise<number | undefined> {
    this.#hasStarted = true;
    this.#logEvents(this.#platformEvents.initStart());
    const start = performance.now();
    const failure = await this.#initialize('init', INIT_TIMEOUT_MS);
    return failure ? undefined : performance.now() - start;
  }

  /** Starts a process and waits until its handler is loaded.
   *  @returns why it failed; undefined on success. */
  async #initialize(phase: InitPhase, timeoutMs: number): Promise<PhaseFailure | undefined> {
    if (this.#hasEnded) return { status: 'error' };
    const start = performance.now();
    const process = this.#startProcess();
    let reportedError: FunctionError | undefined;
    const { promise, resolve } = Promise.withResolvers<'ready' | 'timeout' | Exit>();
    this.#onPhaseFrame = (frame) => {
      if (frame.type === FrameType.Ready) resolve('ready');
      // The runtime exits after this frame.
      if (frame.type === FrameType.InitError) reportedError = JSON.parse(frame.payload.toString()) as FunctionError;
    };
    const end = await this.#waitForEnd(process, promise, resolve, timeoutMs);
    const failure = end === 'ready' ? undefined : toPhaseFailure(end, this.#isOutOfMemory, reportedError);
    const status = failure?.status ?? 'success';
    this.#logEvents(this.#platformEvents.initEnd(phase, status, performance.now() - start, failure?.errorType));
    return failure;
  }

  /** Sends the invocation to the process and waits until it is ready for the next one.
   *  @returns why the invocation failed; undefined if the runtime survived it. */
  async #run(
    invocation: InvocationRequest,
    result: InvocationResultBuilder,
    timeoutMs: number,
  ): Promise<PhaseFailure | undefined> {
    const process = this.#process;
    if (!process) return toPhaseFailure({ code: 0, signal: null }, false);
    const { promise, resolve } = Promise.withResolvers<'ready' | 'timeout' | Exit>();
    result.onBackpressure((pause) => {
      process.paused = pause;
    });
    this.#onPhaseFrame = (frame) => {
      if (frame.type === FrameType.Next) {
        this.#recordMemory(Number(frame.payload) * 1024);
        resolve('ready');
      } else {
        result.receive(frame);
      }
    };
    process.invoke(
      {
        requestId: invocation.requestId,
        deadline: Date.now() + Math.round(timeoutMs),
        functionArn: this.config.arn,
        traceId: invocation.traceId,
        ...(invocation.clientContext !== undefined && { clientContext: invocation.clientContext }),
      },
      invocation.event,
    );
    const end = await this.#waitForEnd(process, promise, resolve, timeoutMs);
    return end === 'ready' ? undefined : toPhaseFailure(end, this.#isOutOfMemory);
  }

  /** Waits until a phase ends: the runtime is ready, the process exits, or the time is up, which kills the process. */
  async #waitForEnd(
    process: RuntimeProcess,
    promise: Promise<'ready' | 'timeout' | Exit>,
    resolve: (end: 'timeout' | Exit) => void,
    timeoutMs: number,
  ): Promise<'ready' | 'timeout' | Exit> {
    const timer = setTimeout(resolve, timeoutMs, 'timeout');
    void process.exited.then(resolve);
    const limitBytes = this.config.memoryMb * 1024 * 1024;
    const stopWatching = this.#services.memoryGuard.watch(process.pid ?? 0, limitBytes, () => {
      this.#isOutOfMemory = true;
      process.kill();
    });
    const end = await promise;
    clearTimeout(timer);
    this.#onPhaseFrame = undefined;
    this.#recordMemory(stopWatching());
    if (end === 'ready') {
      await process.outputRead();
    } else {
      process.kill();
      await process.exited;
      this.#process = undefined;
    }
    this.#log.endOutput();
    return end;
  }

  #startProcess(): RuntimeProcess {
    this.#isOutOfMemory = false;
    const process = new RuntimeProcess({
      directory: this.config.codeDirectory,
      variables: buildEnvironmentVariables(
        this.config,
        this.#stream,
        this.#services.variables,
        this.#services.sdkFolders,
      ),
      memoryMb: this.config.memoryMb,
      watchdog: this.#services.watchdog,
      outputThrottle: this.#services.outputThrottle,
      functionName: this.config.name,
      onFrame: (frame) => this.#onFrame(frame),
      onOutput: (source, bytes) => this.#log.addOutput(source, bytes),
      onChunkEnd: () => this.#log.flush(),
    });
    this.#process = process;
    void process.exited.then(() => {
      if (this.#process === process) this.#process = undefined;
    });
    return process;
  }

  /** Logs platform events, unless the environment is being ended. */
  #logEvents(messages: readonly string[]): void {
    if (!this.#hasEnded) this.#log.add(messages);
  }

  #onFrame(frame: Frame): void {
    if (frame.type === FrameType.Log) this.#log.add([frame.payload.toString()], frame.time);
    else if (frame.type === FrameType.Output) this.#log.addOutput('runtime', frame.payload, frame.time);
    else this.#onPhaseFrame?.(frame);
  }

  #recordMemory(bytes: number): void {
    const usedMb = Math.ceil(bytes / (1024 * 1024));
    this.#maxMemoryMb = Math.min(this.config.memoryMb, Math.max(this.#maxMemoryMb, usedMb));
  }
}
