import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';
import type { NewLogEvent } from '../log-sink.ts';
import { FRAMES_FD, type Frame, FrameDecoder, type Invocation } from './frames.ts';

/** What is waited for of a process: that it is ready, what came of an invocation, or its end. */
export type Signal =
  | Extract<Frame, { type: 'ready' | 'result' | 'error' }>
  | { readonly type: 'exit'; readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** The runtime beside this file, or beside the bundle. */
const BOOTSTRAP = fileURLToPath(
  new URL(
    import.meta.filename.endsWith('.ts') ? './runtime/bootstrap.ts' : '../../runtime/bootstrap.js',
    import.meta.url,
  ),
);

/** The process in which a function runs. */
export class FunctionProcess {
  readonly #child: ChildProcess;
  readonly #onLog: (event: NewLogEvent) => void;
  readonly #streams: readonly OutputLines[];
  /** Signals that nobody has asked for yet. */
  readonly #signals: Signal[] = [];
  #wake: (signal: Signal) => void = (signal) => void this.#signals.push(signal);
  ended = false;

  /** @param onLog told of each log event, in order. */
  constructor(directory: string, environment: NodeJS.ProcessEnv, onLog: (event: NewLogEvent) => void) {
    this.#onLog = onLog;
    this.#child = spawn(process.execPath, [BOOTSTRAP], {
      cwd: directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe', 'pipe'],
    });
    const ours = new OutputLines(onLog);
    const decoder = new FrameDecoder();
    (this.#child.stdio[FRAMES_FD] as Readable).on('data', (bytes: Buffer) => {
      for (const frame of decoder.push(bytes)) this.#take(frame, ours);
    });
    // What native code or a child of the function writes does not come by way of our console.
    const theirs = [this.#child.stdout, this.#child.stderr].map((output) => {
      const lines = new OutputLines(onLog);
      output?.on('data', (bytes: Buffer) => lines.push(bytes));
      return lines;
    });
    this.#streams = [ours, ...theirs];
    // "close" comes after the last byte of every stream; an "error" is followed by it.
    this.#child.on('error', () => undefined);
    this.#child.on('close', (code, signal) => {
      this.ended = true;
      this.#wake({ type: 'exit', code, signal });
    });
  }

  send(invocation: Invocation): void {
    // A process that has just ended says so by its end.
    if (this.#child.connected) this.#child.send(invocation, () => undefined);
  }

  /** The next signal of the process, or `timeout` after a number of milliseconds. */
  async next(timeoutMs?: number): Promise<Signal | 'timeout'> {
    const early = this.#signals.shift();
    if (early) return early;
    return new Promise((resolve) => {
      const settle = (signal: Signal | 'timeout') => {
        clearTimeout(timer);
        this.#wake = (later) => void this.#signals.push(later);
        resolve(signal);
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(settle, timeoutMs, 'timeout');
      this.#wake = settle;
    });
  }

  /** Logs what was written without a newline at its end. */
  flushOutput(): void {
    for (const lines of this.#streams) lines.flush();
  }

  /** Ends the process, however busy it is; it is gone when this resolves. */
  async kill(): Promise<void> {
    if (this.ended) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'close');
  }

  #take(frame: Frame, output: OutputLines): void {
    if (frame.type === 'log') this.#onLog({ timestamp: frame.timestamp, message: frame.message });
    else if (frame.type === 'output') output.push(Buffer.from(frame.text));
    else this.#wake(frame);
  }
}

/** Cuts a stream of output into lines: each is a log event. */
class OutputLines {
  readonly #onLog: (event: NewLogEvent) => void;
  readonly #decoder = new StringDecoder('utf8');
  #partial = '';

  constructor(onLog: (event: NewLogEvent) => void) {
    this.#onLog = onLog;
  }

  push(bytes: Buffer): void {
    const lines = (this.#partial + this.#decoder.write(bytes)).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#log(line);
    // A flood without a newline does not fill the memory.
    if (this.#partial.length > LONGEST_LINE) this.flush();
  }

  flush(): void {
    if (this.#partial !== '') this.#log(this.#partial);
    this.#partial = '';
  }

  #log(line: string): void {
    this.#onLog({ timestamp: Date.now(), message: `${line}\n` });
  }
}

/** Lambda cuts lines at 256 KB. @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html */
const LONGEST_LINE = 256 * 1024;
