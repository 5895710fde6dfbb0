import { Console } from 'node:console';
import type { LogLevel } from '../core/levels.ts';
import { DebugBuffer } from './debug-buffer.ts';
import { formatLine, type LineIds } from './line-format.ts';
import { isAtLeast, type LineLevel, readThresholds, type Thresholds } from './minimum-level.ts';

/** Size of the buffer for one invocation's debug lines. */
const BUFFER_BYTES = 256 * 1024;

/** What all invocations of the process share: nothing that an invocation changes. */
interface Output {
  readonly thresholds: Thresholds;
  /** If Lambda drops debug lines, a buffer is useless. */
  readonly canBuffer: boolean;
  /** Lambda changes the global `console`, which would put the line into a JSON object of its own. */
  readonly console: Console;
}

let output: Output | undefined;

function openOutput(): Output {
  const thresholds = readThresholds(process.env);
  const { minimum, lambda } = thresholds;
  return {
    thresholds,
    canBuffer: minimum !== 'SILENT' && !isAtLeast('DEBUG', minimum) && isAtLeast('DEBUG', lambda),
    console: new Console({ stdout: process.stdout, stderr: process.stderr }),
  };
}

/** Writes the lines of one invocation, with its ids, and holds back its debug lines. */
export class LineWriter {
  readonly ids: LineIds;
  readonly #buffer: DebugBuffer | undefined;
  readonly #output: Output;

  /** @param buffersDebugLines whether debug lines below the minimum level are held back, and not dropped. */
  constructor(ids: LineIds, { buffersDebugLines }: { readonly buffersDebugLines: boolean }) {
    output ??= openOutput();
    this.#output = output;
    this.ids = ids;
    this.#buffer = buffersDebugLines && output.canBuffer ? new DebugBuffer(BUFFER_BYTES) : undefined;
  }

  /** Whether a line of this level is written or held back. */
  accepts(level: LineLevel): boolean {
    return this.#isWritten(level) || this.#isBuffered(level);
  }

  /** Writes a line, or holds it back. An error writes the debug lines first.
   *  @param fields values that JSON can hold, without secrets. */
  write(level: LineLevel, message: string, fields: Readonly<Record<string, unknown>>): void {
    if (!this.accepts(level)) return;
    if (level === 'ERROR') this.flushDebugLines();
    const text = formatLine(level, message, this.ids, fields);
    if (this.#isBuffered(level)) this.#buffer?.add(text);
    else this.#print(level, text);
  }

  /** Writes a line regardless of the minimum level: at INFO, or at Lambda's log level if that is higher. */
  writeAlways(message: string, fields: Readonly<Record<string, unknown>>): void {
    const { lambda } = this.#output.thresholds;
    const level = isAtLeast('INFO', lambda) ? 'INFO' : lambda;
    this.#print(level, formatLine(level, message, this.ids, fields));
  }

  /** Writes the debug lines that were held back. */
  flushDebugLines(): void {
    const { lines = [], evicted = 0 } = this.#buffer?.take() ?? {};
    for (const line of lines) this.#print('DEBUG', line);
    if (evicted > 0) this.write('WARN', `the oldest ${evicted} debug lines were evicted from the buffer`, {});
  }

  /** Drops the debug lines that were held back. */
  discardDebugLines(): void {
    this.#buffer?.clear();
  }

  #isWritten(level: LineLevel): boolean {
    return isAtLeast(level, this.#output.thresholds.minimum);
  }

  #isBuffered(level: LineLevel): boolean {
    return level === 'DEBUG' && this.#buffer !== undefined;
  }

  /** Warnings and worse go to stderr, as those of Lambda's console do. */
  #print(level: LogLevel, text: string): void {
    if (isAtLeast(level, 'WARN')) this.#output.console.error(text);
    else this.#output.console.info(text);
  }
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
