import { format } from 'node:util';
import { utf8Boundary } from '../../../core/cut-utf8.ts';
import { LEVEL_RANKS, LOG_LEVELS, type LogLevel } from '../../../core/levels.ts';
import { FrameType } from '../frames.ts';
import type { Channel } from './channel.ts';
import { asError, describeError } from './runtime-errors.ts';

/** The maximum size of an event in CloudWatch Logs: 1 MiB minus 26 bytes. Longer messages are sent in parts. */
const MAX_EVENT_BYTES = 1_048_576 - 26;

export interface LoggingOptions {
  readonly channel: Channel;
  readonly format: 'Text' | 'JSON';
  /** The minimum level of console calls that are logged. @default all levels */
  readonly level: string | undefined;
  /** The text in place of the request id outside an invocation. */
  readonly noRequestId: string | undefined;
}

/** Logs for the runtime and the function. Each `console` call becomes one log event with time, request id and level, in the log format
 *  of the function. Writes to stdout and stderr are sent unchanged.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
export class RuntimeLog {
  readonly #options: LoggingOptions;
  #requestId: string | undefined;

  constructor(options: LoggingOptions) {
    this.#options = options;
    this.#requestId = options.noRequestId;
  }

  setRequestId(requestId: string): void {
    this.#requestId = requestId;
    // Libraries read the request id here.
    Reflect.set(globalThis, Symbol.for('aws.lambda.runtime.requestId'), requestId);
  }

  /** Replaces the methods of `console` and the writes to stdout and stderr. */
  install(): void {
    const method = (level: LogLevel) => (this.#passes(level) ? this.#write.bind(this, level) : () => {});
    const info = method('INFO');
    Object.assign(console, {
      trace: method('TRACE'),
      debug: method('DEBUG'),
      info,
      log: info,
      warn: method('WARN'),
      error: method('ERROR'),
      fatal: this.#write.bind(this, 'FATAL'),
    });
    for (const stream of [process.stdout, process.stderr])
      stream.write = this.#output.bind(this) as typeof stream.write;
  }

  /** Logs an error of the runtime.
   *  @param title for example `Invoke Error`. */
  error(title: string, error: unknown): void {
    if (this.#options.format === 'JSON') console.error(asError(error));
    else console.error(title, `\t${describeError(asError(error))}`);
  }

  #passes(level: LogLevel): boolean {
    const minLevel = LOG_LEVELS.indexOf((this.#options.level?.toUpperCase() ?? 'TRACE') as LogLevel);
    return LEVEL_RANKS[level] >= minLevel;
  }

  #write(level: LogLevel, message?: unknown, ...rest: unknown[]): void {
    const time = new Date().toISOString();
    const line =
      this.#options.format === 'JSON'
        ? jsonLine(time, this.#requestId, level, message, rest)
        : `${time}\t${this.#requestId}\t${level}\t${format(message, ...rest)}\n`;
    for (const part of splitMessage(line)) this.#options.channel.send(FrameType.Log, part);
  }

  #output(chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk;
    for (let start = 0; start < bytes.length; start += MAX_EVENT_BYTES) {
      this.#options.channel.send(FrameType.Output, bytes.subarray(start, start + MAX_EVENT_BYTES));
    }
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') process.nextTick(done);
    return true;
  }
}

function encodingOf(value: unknown): BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value) ? value : 'utf8';
}

function jsonLine(
  timestamp: string,
  requestId: string | undefined,
  level: LogLevel,
  message: unknown,
  rest: unknown[],
) {
  const line: Record<string, unknown> = { timestamp, level, requestId };
  if (rest.length === 0) {
    try {
      return JSON.stringify({ ...line, message }, replaceErrors);
    } catch {
      // The message has a cycle or a BigInt: log the text that the console would print.
      return JSON.stringify({ ...line, message: format(message) });
    }
  }
  const error = rest.find((item): item is Error => item instanceof Error);
  return JSON.stringify({
    ...line,
    message: format(message, ...rest),
    ...(error && {
      errorType: error.constructor?.name ?? 'UnknownError',
      errorMessage: error.message,
      stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
    }),
  });
}

function replaceErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return {
    errorType: value.constructor?.name ?? 'UnknownError',
    errorMessage: value.message,
    stackTrace: typeof value.stack === 'string' ? value.stack.split('\n') : value.stack,
    ...value,
  };
}

function* splitMessage(line: string): Generator<string | Uint8Array> {
  // A UTF-16 code unit is encoded as at most three bytes.
  if (line.length * 3 <= MAX_EVENT_BYTES) return yield line;
  const bytes = Buffer.from(line);
  for (let start = 0; start < bytes.length; ) {
    const end = utf8Boundary(bytes, Math.min(start + MAX_EVENT_BYTES, bytes.length));
    yield bytes.subarray(start, end);
    start = end;
  }
}
