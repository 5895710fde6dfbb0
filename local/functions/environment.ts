import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { LogSink, NewLogEvent } from '../log-sink.ts';
import { FRAMES_FD, type Frame, FrameDecoder, type FunctionError, type Invocation } from './frames.ts';
import type { FunctionConfig } from './function-config.ts';
import { type PlatformLines, platformLines, type Status } from './platform-lines.ts';

/** How an invocation ended, and with what. */
export interface Outcome {
  readonly status: Status;
  /** JSON: the result, or the error. */
  readonly payload: string;
}

/** What an environment waits for: a frame of its process, or its end. */
type Ending = Frame | { readonly type: 'exit'; readonly code: number | null; readonly signal: string | null };

/** The runtime beside this file, or beside the bundle. */
const BOOTSTRAP = fileURLToPath(
  new URL(
    import.meta.filename.endsWith('.ts') ? './runtime/bootstrap.ts' : '../../runtime/bootstrap.js',
    import.meta.url,
  ),
);

/** One environment of a function: a process that takes one invocation after the other, and its log stream. */
export class Environment {
  readonly config: FunctionConfig;
  readonly #lines: PlatformLines;
  readonly #sink: LogSink;
  readonly #stream: string;
  readonly #process: ChildProcess;
  readonly #startedAt = performance.now();
  /** Log events of what is under way; written together, so that an invocation costs one transaction. */
  #pending: NewLogEvent[] = [];
  #partialOutput = '';
  #initDurationMs: number | undefined;
  #settle: (ending: Ending) => void = () => undefined;
  #early: Ending | undefined;
  /** False once the process has ended, or must not be used again. */
  usable = true;

  constructor(config: FunctionConfig, sink: LogSink, environment: Readonly<Record<string, string>>) {
    this.config = config;
    this.#sink = sink;
    this.#lines = platformLines(config);
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.#stream = `${today}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.#log(this.#lines.initStart());
    this.#process = spawn(process.execPath, [BOOTSTRAP], {
      cwd: config.codeDirectory,
      env: { ...environment, ...config.environment, ...this.#lambdaVariables() },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe', 'pipe'],
    });
    const decoder = new FrameDecoder();
    const frames = this.#process.stdio[FRAMES_FD] as Readable;
    frames.on('data', (bytes: Buffer) => {
      for (const frame of decoder.push(bytes)) this.#take(frame);
    });
    // What native code or a child of the function writes does not come by way of our console.
    for (const output of [this.#process.stdout, this.#process.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => this.#take({ type: 'output', text }));
    }
    this.#process.on('error', () => undefined);
    this.#process.on('close', (code, signal) => {
      this.usable = false;
      this.#deliver({ type: 'exit', code, signal });
    });
  }

  /** Runs one invocation to its end; its lines are in the log stream when this resolves. Never rejects. */
  async invoke(invocation: Omit<Invocation, 'deadline'>): Promise<Outcome> {
    const { requestId } = invocation;
    const { timeoutMs } = this.config;
    const isFirst = this.#initDurationMs === undefined;
    const failedInit = isFirst ? await this.#initialized() : undefined;
    this.#log(this.#lines.start(requestId));
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const ended =
      failedInit ??
      (await new Promise<Ending | 'timeout'>((resolve) => {
        this.#settle = resolve;
        timer = setTimeout(resolve, timeoutMs, 'timeout');
        this.#process.send?.({ ...invocation, deadline: Date.now() + timeoutMs } satisfies Invocation, () => undefined);
      }));
    clearTimeout(timer);
    this.#settle = () => undefined;
    const durationMs = ended === 'timeout' ? timeoutMs : performance.now() - start;
    const outcome = this.#outcome(requestId, ended);
    const memory = typeof ended === 'object' && 'maxRssKb' in ended ? ended.maxRssKb / 1024 : this.config.memoryMb;
    const { status } = outcome;
    this.#flushOutput();
    this.#log(
      this.#lines.end({
        requestId,
        status,
        durationMs,
        maxMemoryUsedMb: Math.min(Math.ceil(memory), this.config.memoryMb),
        ...(outcome.errorType === undefined ? {} : { errorType: outcome.errorType }),
        ...(isFirst && this.#initDurationMs !== undefined ? { initDurationMs: this.#initDurationMs } : {}),
      }),
    );
    this.#write();
    if (!this.usable) await this.close();
    return { status, payload: outcome.payload };
  }

  /** Ends the process, however busy it is; it is gone when this resolves. */
  async close(): Promise<void> {
    this.usable = false;
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGKILL');
    await once(this.#process, 'close');
  }

  /** @returns how the initialization failed; undefined when it did not. */
  async #initialized(): Promise<Ending | undefined> {
    const frame =
      this.#early ??
      (await new Promise<Ending>((resolve) => {
        this.#settle = resolve;
      }));
    this.#early = undefined;
    this.#initDurationMs = performance.now() - this.#startedAt;
    return frame.type === 'ready' ? undefined : frame;
  }

  #outcome(requestId: string, ended: Ending | 'timeout'): Outcome & { errorType?: string } {
    const failed = (status: Status, error: Partial<FunctionError>, errorType?: string) => ({
      status,
      payload: JSON.stringify(error),
      ...(errorType === undefined ? {} : { errorType }),
    });
    if (ended === 'timeout') {
      this.usable = false;
      this.#log(this.#lines.timedOut(requestId, this.config.timeoutMs));
      const seconds = (this.config.timeoutMs / 1000).toFixed(2);
      const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
      return failed('timeout', { errorType: 'Sandbox.Timedout', errorMessage });
    }
    switch (ended.type) {
      case 'result':
        return { status: 'success', payload: ended.payload };
      case 'error': {
        // A handler that threw may be called again; a runtime that gave up may not.
        const isFatal = /^Runtime\./.test(ended.error.errorType);
        if (isFatal) this.usable = false;
        return failed('error', ended.error, isFatal ? ended.error.errorType : undefined);
      }
      case 'exit': {
        this.usable = false;
        const how =
          ended.signal === null
            ? `exit status ${ended.code}`
            : `signal: ${ended.signal === 'SIGKILL' ? 'killed' : ended.signal}`;
        const reason =
          ended.signal === null && ended.code === 0
            ? 'Runtime exited without providing a reason'
            : `Runtime exited with error: ${how}`;
        this.#log(this.#lines.exited(requestId, reason, 'Runtime.ExitError'));
        return failed(
          'error',
          { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` },
          'Runtime.ExitError',
        );
      }
      default:
        return failed('error', { errorType: 'Runtime.Unknown', errorMessage: `unexpected frame ${ended.type}` });
    }
  }

  #take(frame: Frame): void {
    switch (frame.type) {
      case 'log':
        this.#pending.push({ timestamp: frame.timestamp, message: frame.message });
        if (this.#pending.length >= MOST_PENDING) this.#write();
        break;
      case 'output': {
        const lines = (this.#partialOutput + frame.text).split('\n');
        this.#partialOutput = lines.pop() ?? '';
        this.#log(lines.map((line) => `${line}\n`));
        break;
      }
      default:
        this.#deliver(frame);
    }
  }

  #deliver(ended: Ending): void {
    if (this.#initDurationMs === undefined) this.#early ??= ended;
    this.#settle(ended);
  }

  #flushOutput(): void {
    if (this.#partialOutput === '') return;
    this.#log([`${this.#partialOutput}\n`]);
    this.#partialOutput = '';
  }

  #log(messages: readonly string[]): void {
    const timestamp = Date.now();
    for (const message of messages) this.#pending.push({ timestamp, message });
  }

  #write(): void {
    const events = this.#pending;
    this.#pending = [];
    if (events.length > 0) this.#sink.write(this.config.logGroup, this.#stream, events);
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
  #lambdaVariables(): Record<string, string> {
    const { config } = this;
    return {
      _HANDLER: config.handler,
      AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: config.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_FORMAT: config.logFormat,
      AWS_LAMBDA_LOG_GROUP_NAME: config.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: this.#stream,
      ...(config.applicationLogLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: config.applicationLogLevel }),
      LAMBDA_TASK_ROOT: config.codeDirectory,
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      PATH: process.env.PATH ?? '',
      TAILGATE_FUNCTION_ARN: config.arn,
    };
  }
}

/** A function that logs a flood is written out on the way. */
const MOST_PENDING = 1000;
