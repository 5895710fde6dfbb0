import { randomBytes } from 'node:crypto';
import type { LogSink } from '../log-sink.ts';
import { environmentVariables } from './environment-variables.ts';
import { type Frame, FrameType, type FunctionError } from './frames.ts';
import type { FunctionConfig } from './function-config.ts';
import { FunctionLog } from './function-log.ts';
import { type Answer, InvocationAnswer } from './invocation-result.ts';
import type { MemoryGuard } from './memory-guard.ts';
import type { OutputThrottle } from './output-throttle.ts';
import { errorOf, type Failure, failureOf } from './phase-failure.ts';
import { type InitPhase, type PlatformEvents, platformEventsOf } from './platform-events.ts';
import type { ResponseBody } from './response-body.ts';
import { type Exit, RuntimeProcess } from './runtime-process.ts';
import type { Watchdog } from './watchdog.ts';

/** What an environment needs of its host. */
export interface EnvironmentServices {
  readonly sink: LogSink;
  readonly watchdog: Watchdog;
  readonly memoryGuard: MemoryGuard;
  readonly outputThrottle: OutputThrottle;
  /** Added to every function's environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders from which the AWS SDK is looked up when the function's code does not hold it. */
  readonly sdkFolders: readonly string[];
}

export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  readonly traceId: string;
  /** JSON. */
  readonly clientContext?: string;
  /** Whether the caller asks for the end of the log. */
  readonly wantsLogTail?: boolean;
  /** Takes the response as it comes; without it a streaming handler's response is collected. */
  readonly body?: ResponseBody;
  /** Told the content type when a streaming handler's response begins. */
  onStreamStart?(contentType: string): void;
}

export interface Outcome extends Answer {
  readonly logTail?: string;
}

/** Lambda gives the init phase ten seconds, and tries again within the first invocation then.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const INIT_TIMEOUT_MS = 10_000;

/** One execution environment of a function, with its own log stream: its process is initialized once, runs one invocation
 *  after the other and is frozen between them. When the process ends, or is ended by a timeout, the next invocation begins
 *  with a new process in the same environment ("suppressed init").
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export class ExecutionEnvironment {
  readonly config: FunctionConfig;
  readonly #services: EnvironmentServices;
  readonly #log: FunctionLog;
  readonly #events: PlatformEvents;
  readonly #stream: string;
  #process: RuntimeProcess | undefined;
  #begun = false;
  #hasEnded = false;
  #outOfMemory = false;
  #maxMemoryMb = 0;
  #receive: ((frame: Frame) => void) | undefined;

  constructor(config: FunctionConfig, services: EnvironmentServices) {
    this.config = config;
    this.#services = services;
    // 2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.#stream = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.#log = new FunctionLog(config, this.#stream, services.sink);
    this.#events = platformEventsOf(config);
  }

  /** Runs one invocation; its log is written when this resolves. Not to be called while another one runs.
   *  @throws Error when the environment is ended meanwhile. */
  async invoke(invocation: Invocation): Promise<Outcome> {
    const { requestId } = invocation;
    if (invocation.wantsLogTail) this.#log.startTail();
    const initDurationMs = this.#begun ? undefined : await this.#coldStart();
    const start = performance.now();
    const failure = this.#process ? undefined : await this.#initialize('invoke', this.config.timeoutMs);
    this.#report(this.#events.start(requestId));
    const answer = new InvocationAnswer(invocation);
    const end = failure ?? (await this.#run(invocation, answer, this.config.timeoutMs - (performance.now() - start)));
    if (this.#hasEnded) throw new Error('The execution environment has ended.');
    const durationMs = end?.status === 'timeout' ? this.config.timeoutMs : performance.now() - start;

    if (end?.status === 'timeout') this.#report(this.#events.timedOut(requestId, this.config.timeoutMs));
    if (end?.reason) this.#report(this.#events.failed(requestId, end.reason, end.errorType ?? ''));
    if (end) answer.fail(errorOf(end, requestId, this.config.timeoutMs));
    this.#report(
      this.#events.end(
        {
          requestId,
          status: end?.status ?? 'success',
          ...(end?.errorType && { errorType: end.errorType }),
          durationMs,
          ...(initDurationMs !== undefined && { initDurationMs }),
          maxMemoryUsedMb: this.#maxMemoryMb,
        },
        answer.producedBytes,
      ),
    );
    this.#log.flush();
    return { ...answer.given(), ...(invocation.wantsLogTail && { logTail: this.#log.takeTail() }) };
  }

  /** Stops the process until the next invocation. */
  freeze(): void {
    this.#process?.freeze();
  }

  /** Ends the process; it is gone when this resolves. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    const process = this.#process;
    process?.kill();
    await process?.exited;
    this.#log.endOutput();
    this.#log.flush();
  }

  /** The init phase.
   *  @returns its duration in milliseconds; undefined when it failed. */
  async #coldStart(): Promise<number | undefined> {
    this.#begun = true;
    this.#report(this.#events.initStart());
    const start = performance.now();
    const failure = await this.#initialize('init', INIT_TIMEOUT_MS);
    return failure ? undefined : performance.now() - start;
  }

  /** Starts a process and waits until its handler is loaded. */
  async #initialize(phase: InitPhase, timeoutMs: number): Promise<Failure | undefined> {
    if (this.#hasEnded) return { status: 'error' };
    const start = performance.now();
    const process = this.#startProcess();
    let reported: FunctionError | undefined;
    const { promise, resolve } = Promise.withResolvers<'ready' | 'timeout' | Exit>();
    this.#receive = (frame) => {
      if (frame.type === FrameType.Ready) resolve('ready');
      // The runtime exits by itself after this.
      if (frame.type === FrameType.InitError) reported = JSON.parse(frame.payload.toString()) as FunctionError;
    };
    const end = await this.#ended(process, promise, resolve, timeoutMs);
    const failure = end === 'ready' ? undefined : failureOf(end, this.#outOfMemory, reported);
    const status = failure?.status ?? 'success';
    this.#report(this.#events.initEnd(phase, status, performance.now() - start, failure?.errorType));
    return failure;
  }

  /** Gives the process the invocation and waits until it is ready for the next one. */
  async #run(invocation: Invocation, answer: InvocationAnswer, timeoutMs: number): Promise<Failure | undefined> {
    const process = this.#process;
    if (!process) return failureOf({ code: 0, signal: null }, false);
    const { promise, resolve } = Promise.withResolvers<'ready' | 'timeout' | Exit>();
    answer.onPressure((hold) => {
      process.paused = hold;
    });
    this.#receive = (frame) => {
      if (frame.type === FrameType.Next) {
        this.#sawMemory(Number(frame.payload) * 1024);
        resolve('ready');
      } else {
        answer.receive(frame);
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
    const end = await this.#ended(process, promise, resolve, timeoutMs);
    return end === 'ready' ? undefined : failureOf(end, this.#outOfMemory);
  }

  /** Waits for the end of a phase, by whatever comes first; a process that takes too long is ended. */
  async #ended(
    process: RuntimeProcess,
    promise: Promise<'ready' | 'timeout' | Exit>,
    resolve: (end: 'timeout' | Exit) => void,
    timeoutMs: number,
  ): Promise<'ready' | 'timeout' | Exit> {
    const timer = setTimeout(resolve, timeoutMs, 'timeout');
    void process.exited.then(resolve);
    const limitBytes = this.config.memoryMb * 1024 * 1024;
    const endWatch = this.#services.memoryGuard.watch(process.pid ?? 0, limitBytes, () => {
      this.#outOfMemory = true;
      process.kill();
    });
    const end = await promise;
    clearTimeout(timer);
    this.#receive = undefined;
    this.#sawMemory(endWatch());
    if (end === 'ready') {
      await process.settled();
    } else {
      process.kill();
      await process.exited;
      this.#process = undefined;
    }
    this.#log.endOutput();
    return end;
  }

  #startProcess(): RuntimeProcess {
    this.#outOfMemory = false;
    const process = new RuntimeProcess({
      directory: this.config.codeDirectory,
      variables: environmentVariables(this.config, this.#stream, this.#services.environment, this.#services.sdkFolders),
      memoryMb: this.config.memoryMb,
      watchdog: this.#services.watchdog,
      outputThrottle: this.#services.outputThrottle,
      functionName: this.config.name,
      onFrame: (frame) => this.#onFrame(frame),
      onOutput: (source, bytes) => this.#log.addOutput(source, bytes),
      onPause: () => this.#log.flush(),
    });
    this.#process = process;
    void process.exited.then(() => {
      if (this.#process === process) this.#process = undefined;
    });
    return process;
  }

  /** Logs what the platform has to say; nothing about what an end from outside cuts short. */
  #report(messages: readonly string[]): void {
    if (!this.#hasEnded) this.#log.add(messages);
  }

  #onFrame(frame: Frame): void {
    if (frame.type === FrameType.Log) this.#log.add([frame.payload.toString()], frame.time);
    else if (frame.type === FrameType.Output) this.#log.addOutput('runtime', frame.payload, frame.time);
    else this.#receive?.(frame);
  }

  #sawMemory(bytes: number): void {
    const usedMb = Math.ceil(bytes / (1024 * 1024));
    this.#maxMemoryMb = Math.min(this.config.memoryMb, Math.max(this.#maxMemoryMb, usedMb));
  }
}
