import { LEVEL_RANKS, LOG_LEVELS, type LogLevel } from '../../core/levels.ts';
import type { LogSink, NewLogEvent } from '../log-sink.ts';
import type { FunctionConfig } from './function-config.ts';
import { OutputLines } from './output-lines.ts';

/** The source of output: the runtime, for writes to `process.stdout` and `process.stderr`, or the pipes of the process. */
export type OutputSource = 'runtime' | 'stdout' | 'stderr';

/** The maximum time that an event waits, so that several events are written together. */
const MAX_WAIT_MS = 5;
/** The maximum number of events that are written together. */
const MAX_PENDING_EVENTS = 1000;
/** The size of the log tail in the response of the Invoke API.
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const TAIL_BYTES = 4096;

/** Writes to the log stream of an execution environment. The events of a short invocation are written together, in one
 *  transaction. */
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

  /** Adds events. The messages are not changed.
   *  @param timestamp epoch milliseconds. */
  add(messages: readonly string[], timestamp = Date.now()): void {
    for (const message of messages) this.#push({ timestamp, message });
  }

  /** Adds output of the function. Each line becomes an event. */
  addOutput(source: OutputSource, bytes: Buffer, timestamp = Date.now()): void {
    for (const message of this.#lines[source].push(bytes)) this.#pushLine(message, timestamp);
  }

  /** Adds the rest of the output that does not end with a newline. */
  endOutput(): void {
    for (const lines of Object.values(this.#lines)) {
      for (const message of lines.flush()) this.#pushLine(message, Date.now());
    }
  }

  /** Writes the pending events. They then survive the end of this process. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    const events = this.#pending;
    this.#pending = [];
    this.#sink.write(this.#config.logGroup, this.#stream, events);
  }

  /** Starts to keep the end of the log, for the caller of an invocation. */
  startTail(): void {
    this.#tail = '';
  }

  /** Returns the last 4 KB since `startTail`. */
  takeTail(): string {
    const tail = Buffer.from(this.#tail ?? '');
    this.#tail = undefined;
    return tail.subarray(-TAIL_BYTES).toString();
  }

  #pushLine(message: string, timestamp: number): void {
    if (this.#config.logFormat === 'JSON' && !this.#passes(message)) return;
    this.#push({ timestamp, message });
  }

  /** Lambda filters lines that are JSON objects by their `level`. Lines without a level or a time count as INFO.
   *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
  #passes(line: string): boolean {
    return levelRankOf(line) >= LEVEL_RANKS[this.#config.applicationLogLevel ?? 'INFO'];
  }

  #push(event: NewLogEvent): void {
    this.#pending.push(event);
    if (this.#tail !== undefined) {
      this.#tail = (this.#tail + event.message + (event.message.endsWith('\n') ? '' : '\n')).slice(-TAIL_BYTES);
    }
    if (this.#pending.length >= MAX_PENDING_EVENTS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), MAX_WAIT_MS);
  }
}

function levelRankOf(line: string): number {
  if (!line.startsWith('{')) return LEVEL_RANKS.INFO;
  try {
    const { level, timestamp, time } = JSON.parse(line) as Record<string, unknown>;
    const hasTime = Number.isFinite(Date.parse(String(timestamp ?? time)));
    const rank = hasTime ? LOG_LEVELS.indexOf(String(level).toUpperCase() as LogLevel) : -1;
    return rank < 0 ? LEVEL_RANKS.INFO : rank;
  } catch {
    return LEVEL_RANKS.INFO;
  }
}
