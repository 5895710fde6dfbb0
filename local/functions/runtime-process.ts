import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { encodeInvocation, FRAMES_FD, type Frame, FrameReader, INVOCATIONS_FD, type InvocationHead } from './frames.ts';
import type { OutputSource } from './function-log.ts';
import type { OutputThrottle } from './output-throttle.ts';
import { PacedPipe } from './paced-pipe.ts';
import type { Watchdog } from './watchdog.ts';

export interface RuntimeProcessOptions {
  /** The folder with the function's code. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly watchdog: Watchdog;
  readonly outputThrottle: OutputThrottle;
  readonly functionName: string;
  /** Called with each frame, in order. */
  onFrame(frame: Frame): void;
  /** Called with output that bypasses the runtime: of native code, of a child process, of a crash. */
  onOutput(source: OutputSource, bytes: Buffer): void;
  /** Called after the frames of one chunk. */
  onChunkEnd(): void;
}

/** How a process exited. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why the process could not be started. */
  readonly startError?: string;
}

/** The runtime: next to this file, or next to the folder of the bundle. */
const BOOTSTRAP = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './runtime/bootstrap.ts' : '../../runtime/bootstrap.js', import.meta.url),
);

/** How long to read the output after the process has exited. Another process may keep the pipes open. */
const DRAIN_TIMEOUT_MS = 250;

/** The process that runs a function. It leads its own process group. */
export class RuntimeProcess {
  readonly #child: ChildProcess;
  readonly #options: RuntimeProcessOptions;
  readonly #pid: number | undefined;
  #frames: PacedPipe | undefined;
  readonly #pipes: PacedPipe[] = [];
  #frozen = false;
  #ended = false;
  /** Resolves when the process has exited and its output has arrived. Never rejects. */
  readonly exited: Promise<Exit>;

  constructor(options: RuntimeProcessOptions) {
    this.#options = options;
    this.#child = spawn(process.execPath, [...heapFlags(options.memoryMb), BOOTSTRAP], {
      cwd: options.directory,
      env: options.variables,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#pid = this.#child.pid;
    this.exited = this.#watchEnd();
    if (this.#pid !== undefined) options.watchdog.watch(this.#pid);
    // A process that could not be started has no pipes.
    const { stdout, stderr, stdio } = this.#child;
    const frames = stdio?.[FRAMES_FD] as Readable | undefined;
    if (frames) this.#frames = this.#pace(frames, this.#createFrameReceiver());
    if (stdout) this.#pace(stdout, (bytes) => options.onOutput('stdout', bytes));
    if (stderr) this.#pace(stderr, (bytes) => options.onOutput('stderr', bytes));
    this.#invocations?.on('error', () => {});
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  /** Resumes the process and sends it an invocation. */
  invoke(head: InvocationHead, event: string): void {
    this.thaw();
    this.#options.outputThrottle.invocationStarted(this.#options.functionName);
    for (const pipe of this.#pipes) pipe.begin();
    this.#invocations?.write(encodeInvocation(head, event));
  }

  /** Stops the process, as Lambda freezes an environment between two invocations. */
  freeze(): void {
    if (this.#frozen) return;
    this.#frozen = true;
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    this.#signal('SIGCONT');
  }

  /** Kills the process and its child processes, even if they are frozen. `exited` resolves afterwards. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  /** Resolves when the output that the process has written so far is read from all pipes. */
  async outputRead(): Promise<void> {
    for (const pipe of this.#pipes) pipe.end();
    // Pipes with data are read by the end of this turn of the event loop; a pipe that was paused, by the end of the next turn.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  }

  /** Stops reading frames. The process waits once the pipe is full. */
  set paused(paused: boolean) {
    if (this.#frames) this.#frames.held = paused;
  }

  get #invocations(): Writable | undefined {
    return this.#child.stdio?.[INVOCATIONS_FD] as Writable | undefined;
  }

  #pace(pipe: Readable, onChunk: (bytes: Buffer) => void): PacedPipe {
    const { outputThrottle, functionName } = this.#options;
    const paced = new PacedPipe(pipe, onChunk, (workMs) => outputThrottle.pauseFor(functionName, workMs));
    this.#pipes.push(paced);
    return paced;
  }

  #createFrameReceiver(): (bytes: Buffer) => void {
    const reader = new FrameReader();
    let isBroken = false;
    return (bytes) => {
      if (isBroken) return;
      try {
        for (const frame of reader.read(bytes)) this.#options.onFrame(frame);
      } catch {
        // The function has written to the pipe of the runtime: the rest of the data cannot be parsed.
        isBroken = true;
        this.kill();
      }
      this.#options.onChunkEnd();
    };
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#ended || this.#pid === undefined) return;
    try {
      process.kill(-this.#pid, signal);
    } catch {
      // The process has just exited.
    }
  }

  async #watchEnd(): Promise<Exit> {
    const { promise, resolve } = Promise.withResolvers<Exit>();
    const drained = new Promise<void>((done) => this.#child.once('close', () => done()));
    this.#child.once('error', ({ message }) => resolve({ code: null, signal: null, startError: message }));
    this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    const exit = await promise;
    // Its child processes end with it.
    this.#signal('SIGKILL');
    this.#ended = true;
    if (this.#pid !== undefined) this.#options.watchdog.forget(this.#pid);
    this.paused = false;
    for (const pipe of this.#pipes) pipe.end();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([drained, new Promise((resolve) => (timer = setTimeout(resolve, DRAIN_TIMEOUT_MS)))]);
    clearTimeout(timer);
    for (const pipe of this.#child.stdio ?? []) pipe?.destroy();
    return exit;
  }
}

/** Limits the heap to the memory of the function, as the service does, so that garbage is collected before the memory is full. */
function heapFlags(memoryMb: number): string[] {
  const percentOfMemory = (percent: number) => Math.max(1, Math.floor((memoryMb * percent) / 100));
  return [`--max-semi-space-size=${percentOfMemory(5)}`, `--max-old-space-size=${percentOfMemory(90)}`];
}

/** Why a process exited, in the words of the service. */
export function exitReason({ code, signal, startError }: Exit): string {
  if (startError !== undefined) return `the runtime's process could not be started: ${startError}`;
  if (signal) return `Runtime exited with error: signal: ${SIGNALS[signal] ?? signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}

const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};
