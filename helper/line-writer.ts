import { Logger } from '@aws-lambda-powertools/logger';
import { currentTraceId } from './lambda-runtime.ts';
import { LineFormatter } from './line-format.ts';
import { isAtLeast, type Severity, type Thresholds, thresholds } from './minimum-level.ts';

/** Debug lines of one invocation that are kept for an error: the last ones of this many bytes. */
const BUFFER_BYTES = 256 * 1024;

const METHODS = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'critical',
} as const;

/** Where all lines of the helper are written: a Powertools logger, behind the function's own minimum level. Powertools itself
 *  takes the minimum of Lambda's settings when there is one, and these must let debug lines through for a flush. */
class LogLines {
  readonly #thresholds: Thresholds;
  readonly #buffers: boolean;
  readonly #logger: Logger;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#thresholds = thresholds(environment);
    const { minimum, lambda } = this.#thresholds;
    // Lambda would drop the lines when they are flushed, and Powertools would warn of it.
    this.#buffers = minimum !== 'SILENT' && !isAtLeast('DEBUG', minimum) && isAtLeast('DEBUG', lambda);
    this.#logger = new Logger({
      // A level beside Lambda's own would make Powertools warn.
      ...(lambda === 'TRACE' && { logLevel: 'TRACE' as const }),
      sampleRateValue: 0,
      logFormatter: new LineFormatter(),
      logBufferOptions: { enabled: this.#buffers, maxBytes: BUFFER_BYTES },
    });
  }

  /** Whether a line of this severity is written now, or kept for an error. */
  takes(severity: Severity): boolean {
    return this.#passes(severity) || this.#keeps(severity);
  }

  /** `fields` must be fit for JSON, and free of secrets. */
  write(severity: Severity, message: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.takes(severity)) this.#logger[METHODS[severity]](message, fields);
  }

  /** Writes a line whatever the minimum is: at INFO, or at the least level that Lambda lets through. */
  writeAlways(message: string, fields: Readonly<Record<string, unknown>>): void {
    const { lambda } = this.#thresholds;
    const level = isAtLeast('INFO', lambda) ? 'INFO' : lambda;
    this.#logger[METHODS[level]](message, fields);
  }

  /** Names the invocation in all lines from now on. */
  begin(context: object | undefined): void {
    if (context) this.#logger.addContext(context as Parameters<Logger['addContext']>[0]);
  }

  /** Writes the debug lines that were kept. */
  flush(): void {
    this.#logger.flushBuffer();
  }

  /** Forgets the debug lines that were kept. */
  end(): void {
    this.#logger.clearBuffer();
  }

  #passes(severity: Severity): boolean {
    return isAtLeast(severity, this.#thresholds.minimum);
  }

  /** Powertools keeps lines by trace id; without one it would write them. */
  #keeps(severity: Severity): boolean {
    return severity === 'DEBUG' && this.#buffers && currentTraceId() !== null;
  }
}

let lines: LogLines | undefined;

/** The lines of this process. */
export function logLines(): LogLines {
  lines ??= new LogLines(process.env);
  return lines;
}

/** Runs code that logs. An error in it is ignored: the function must respond as it would without a log.
 *  @returns undefined when `work` threw. */
export function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
