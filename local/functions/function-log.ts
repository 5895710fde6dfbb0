import { LEVEL_SEVERITY, LOG_LEVELS, type LogLevel } from '../../core/levels.ts';
import type { LogSink, NewLogEvent } from '../log-sink.ts';
import type { FunctionConfig } from './function-config.ts';
import { OutputLines } from './output-lines.ts';

/** Where output came from: `console` by way of the runtime, the others from the process itself. */
export type OutputSource = 'runtime' | 'stdout' | 'stderr';

/** Events wait this long for others to be written with them, at most. */
const FLUSH_AFTER_MS = 5;
/** So many events are written at once, at most: a flood does not pile up. */
const MAX_PENDING = 1000;
/** What the Invoke API gives of a log.
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const TAIL_BYTES = 4096;

/** The log stream of an execution environment. Events are written together: one transaction for all that an invocation logs,
 *  if it logs little and is quick. */
export class FunctionLog {
  readonly #config: FunctionConfig;
  readonly #stream: string;
  readonly #sink: LogSink;
  readonly #lines: Readonly<Record<OutputSource, OutputLines>> = {
    runtime: new OutputLines(),
    stdout: new OutputLines(),
    stderr: new OutputLines(),
  };
  #pending: NewLogEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #tail: string | undefined;

  constructor(config: FunctionConfig, stream: string, sink: LogSink) {
    this.#config = config;
    this.#stream = stream;
    this.#sink = sink;
  }

  /** Adds events as they are, with the time in epoch milliseconds. */
  add(messages: readonly string[], timestamp = Date.now()): void {
    for (const message of messages) this.#push({ timestamp, message });
  }

  /** Adds what the function wrote to stdout or stderr, line by line. */
  addOutput(source: OutputSource, bytes: Buffer, timestamp = Date.now()): void {
    for (const message of this.#lines[source].push(bytes)) this.#pushLine(message, timestamp);
  }

  /** Adds what stands without a newline at the end of the output. */
  endOutput(): void {
    for (const lines of Object.values(this.#lines)) {
      for (const message of lines.flush()) this.#pushLine(message, Date.now());
    }
  }

  /** Writes what waits; it survives the end of this process then. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    const events = this.#pending;
    this.#pending = [];
    this.#sink.write(this.#config.logGroup, this.#stream, events);
  }

  /** Begins to keep the end of the log, for the caller of the invocation that begins. */
  startTail(): void {
    this.#tail = '';
  }

  /** The last 4 KB since `startTail`. */
  takeTail(): string {
    const tail = Buffer.from(this.#tail ?? '');
    this.#tail = undefined;
    return tail.subarray(-TAIL_BYTES).toString();
  }

  #pushLine(message: string, timestamp: number): void {
    if (this.#config.logFormat === 'JSON' && !this.#passes(message)) return;
    this.#push({ timestamp, message });
  }

  /** Lambda filters lines that are JSON objects by their `level`; lines without one, or without a time, count as INFO.
   *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
  #passes(line: string): boolean {
    return severityOf(line) >= LEVEL_SEVERITY[this.#config.applicationLogLevel ?? 'INFO'];
  }

  #push(event: NewLogEvent): void {
    this.#pending.push(event);
    if (this.#tail !== undefined) {
      this.#tail = (this.#tail + event.message + (event.message.endsWith('\n') ? '' : '\n')).slice(-TAIL_BYTES);
    }
    if (this.#pending.length >= MAX_PENDING) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), FLUSH_AFTER_MS);
  }
}

function severityOf(line: string): number {
  if (!line.startsWith('{')) return LEVEL_SEVERITY.INFO;
  try {
    const { level, timestamp, time } = JSON.parse(line) as Record<string, unknown>;
    const hasTime = Number.isFinite(Date.parse(String(timestamp ?? time)));
    const known = hasTime ? LOG_LEVELS.indexOf(String(level).toUpperCase() as LogLevel) : -1;
    return known < 0 ? LEVEL_SEVERITY.INFO : known;
  } catch {
    return LEVEL_SEVERITY.INFO;
  }
}
