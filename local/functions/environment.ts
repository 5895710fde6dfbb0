import { randomBytes } from 'node:crypto';
import type { LogSink, NewLogEvent } from '../log-sink.ts';
import type { Invocation } from './frames.ts';
import type { FunctionConfig } from './function-config.ts';
import { FunctionProcess, type Signal } from './function-process.ts';
import { type PlatformLines, platformLines, type Status } from './platform-lines.ts';

/** How an invocation ended, and with what. */
export interface Outcome {
  readonly status: Status;
  /** JSON: the result, or the error. */
  readonly payload: string;
  /** Set when the environment did not survive it. */
  readonly errorType?: string;
}

/** A function that logs a flood is written out on the way. */
const MOST_PENDING = 1000;

/** One environment of a function: a process that takes one invocation after the other, and its log stream. */
export class Environment {
  readonly config: FunctionConfig;
  readonly #lines: PlatformLines;
  readonly #sink: LogSink;
  readonly #stream: string;
  readonly #process: FunctionProcess;
  readonly #startedAt = performance.now();
  /** Log events of what is under way; written together, so that an invocation costs one transaction. */
  #pending: NewLogEvent[] = [];
  #initialized = false;
  #maxMemoryUsedMb = 0;
  #usable = true;

  /** @param environment variables that every function gets. */
  constructor(config: FunctionConfig, sink: LogSink, environment: Readonly<Record<string, string>>) {
    this.config = config;
    this.#sink = sink;
    this.#lines = platformLines(config);
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.#stream = `${today}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.#log(this.#lines.initStart());
    const variables = { ...environment, ...config.environment, ...this.#lambdaVariables() };
    this.#process = new FunctionProcess(config.codeDirectory, variables, (event) => this.#add(event));
  }

  /** Whether it can take another invocation. */
  get usable(): boolean {
    return this.#usable && !this.#process.ended;
  }

  /** Runs one invocation to its end; its lines are in the log stream when this resolves. Never rejects. */
  async invoke(invocation: Omit<Invocation, 'deadline'>): Promise<Outcome> {
    const { requestId } = invocation;
    const { timeoutMs } = this.config;
    const init = this.#initialized ? undefined : await this.#initialize();
    this.#log(this.#lines.start(requestId));
    const start = performance.now();
    let signal = init?.failure;
    if (!signal) {
      this.#process.send({ ...invocation, deadline: Date.now() + timeoutMs });
      signal = await this.#process.next(timeoutMs);
    }
    const durationMs = signal === 'timeout' ? timeoutMs : performance.now() - start;
    const outcome = this.#outcome(requestId, signal);
    if (!this.#usable) await this.#process.kill();
    this.#process.flushOutput();
    this.#log(
      this.#lines.end({
        requestId,
        durationMs,
        status: outcome.status,
        maxMemoryUsedMb: this.#memoryUsedMb(signal),
        ...(outcome.errorType === undefined ? {} : { errorType: outcome.errorType }),
        ...(init === undefined ? {} : { initDurationMs: init.durationMs }),
      }),
    );
    this.#write();
    return outcome;
  }

  /** Ends the process; it is gone when this resolves. */
  async close(): Promise<void> {
    this.#usable = false;
    await this.#process.kill();
    this.#process.flushOutput();
    this.#write();
  }

  async #initialize(): Promise<{ durationMs: number; failure?: Signal | 'timeout' }> {
    const signal = await this.#process.next();
    this.#initialized = true;
    const durationMs = performance.now() - this.#startedAt;
    if (signal !== 'timeout' && signal.type === 'ready') return { durationMs };
    this.#usable = false;
    return { durationMs, failure: signal };
  }

  #outcome(requestId: string, signal: Signal | 'timeout'): Outcome {
    if (signal === 'timeout') {
      this.#usable = false;
      this.#log(this.#lines.timedOut(requestId, this.config.timeoutMs));
      const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(this.config.timeoutMs / 1000).toFixed(2)} seconds`;
      return { status: 'timeout', payload: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage }) };
    }
    switch (signal.type) {
      case 'ready':
      case 'result':
        return { status: 'success', payload: signal.type === 'result' ? signal.payload : 'null' };
      case 'error': {
        const payload = JSON.stringify(signal.error);
        if (!signal.fatal && this.#usable) return { status: 'error', payload };
        this.#usable = false;
        return { status: 'error', payload, errorType: signal.error.errorType };
      }
      case 'exit': {
        this.#usable = false;
        const reason = exitReason(signal.code, signal.signal);
        this.#log(this.#lines.exited(requestId, reason));
        const error = { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` };
        return { status: 'error', payload: JSON.stringify(error), errorType: error.errorType };
      }
    }
  }

  /** The most that the process ever used, as Lambda counts it. */
  #memoryUsedMb(signal: Signal | 'timeout'): number {
    if (signal !== 'timeout' && 'maxRssKb' in signal) {
      this.#maxMemoryUsedMb = Math.min(Math.ceil(signal.maxRssKb / 1024), this.config.memoryMb);
    }
    return this.#maxMemoryUsedMb;
  }

  #log(messages: readonly string[]): void {
    const timestamp = Date.now();
    for (const message of messages) this.#add({ timestamp, message });
  }

  #add(event: NewLogEvent): void {
    this.#pending.push(event);
    if (this.#pending.length >= MOST_PENDING) this.#write();
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

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}
