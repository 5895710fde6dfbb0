import { Logger } from '@aws-lambda-powertools/logger';
import { currentTraceId } from './lambda-runtime.ts';
import { LineFormatter } from './line-format.ts';
import { isAtLeast, type LineLevel, readThresholds, type Thresholds } from './minimum-level.ts';

/** Size of the buffer for one invocation's debug lines. When it is full, the oldest lines are dropped. */
const BUFFER_BYTES = 256 * 1024;

const LOGGER_METHODS = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'critical',
} as const;

/** Writes all lines of the helper with a Powertools logger. The minimum level is checked here: Powertools would use Lambda's log
 *  level instead, which must be DEBUG if buffered debug lines are to be written after an error. */
class LineWriter {
  readonly #thresholds: Thresholds;
  readonly #canBuffer: boolean;
  readonly #logger: Logger;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#thresholds = readThresholds(environment);
    const { minimum, lambda } = this.#thresholds;
    // If Lambda drops debug lines, a buffer is useless, and Powertools would warn of it.
    this.#canBuffer = minimum !== 'SILENT' && !isAtLeast('DEBUG', minimum) && isAtLeast('DEBUG', lambda);
    this.#logger = new Logger({
      // Powertools warns when its log level and Lambda's are both set.
      ...(lambda === 'TRACE' && { logLevel: 'TRACE' as const }),
      sampleRateValue: 0,
      logFormatter: new LineFormatter(),
      logBufferOptions: { enabled: this.#canBuffer, maxBytes: BUFFER_BYTES },
    });
  }

  /** Whether a line of this level is written or buffered. */
  accepts(level: LineLevel): boolean {
    return isAtLeast(level, this.#thresholds.minimum) || this.#isBuffered(level);
  }

  /** @param fields values that JSON can hold, without secrets. */
  write(level: LineLevel, message: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.accepts(level)) this.#logger[LOGGER_METHODS[level]](message, fields);
  }

  /** Writes a line regardless of the minimum level: at INFO, or at Lambda's log level if that is higher. */
  writeAlways(message: string, fields: Readonly<Record<string, unknown>>): void {
    const { lambda } = this.#thresholds;
    const level = isAtLeast('INFO', lambda) ? 'INFO' : lambda;
    this.#logger[LOGGER_METHODS[level]](message, fields);
  }

  /** Adds the invocation's request id to all later lines. */
  startInvocation(context: object | undefined): void {
    if (context) this.#logger.addContext(context as Parameters<Logger['addContext']>[0]);
  }

  /** Writes the buffered debug lines. */
  flushDebugLines(): void {
    this.#logger.flushBuffer();
  }

  /** Empties the buffer without writing its lines. */
  discardDebugLines(): void {
    this.#logger.clearBuffer();
  }

  /** Powertools buffers lines by trace id, and writes those without a trace id at once. */
  #isBuffered(level: LineLevel): boolean {
    return level === 'DEBUG' && this.#canBuffer && currentTraceId() !== null;
  }
}

let writer: LineWriter | undefined;

/** The only writer of this process. */
export function lineWriter(): LineWriter {
  writer ??= new LineWriter(process.env);
  return writer;
}

/** Runs code that logs, and ignores its errors: logging must not change what the function returns or throws.
 *  @returns undefined when `work` threw. */
export function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
