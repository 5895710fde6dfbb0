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
  /** Told of every frame, in order. */
  onFrame(frame: Frame): void;
  /** Told of what reached stdout or stderr without the runtime's doing: of native code, of a child process, of a crash. */
  onOutput(source: OutputSource, bytes: Buffer): void;
  /** Called after the frames that arrived together. */
  onPause(): void;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it never began. */
  readonly notStarted?: string;
}

/** The runtime beside this file, or beside the bundle's folder. */
const BOOTSTRAP = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './runtime/bootstrap.ts' : '../../runtime/bootstrap.js', import.meta.url),
);

/** After the process has ended, its last output is waited for so long: another process may hold the pipes open. */
const DRAIN_MS = 250;

/** The process in which a function runs, the leader of its own process group. */
export class RuntimeProcess {
  readonly #child: ChildProcess;
  readonly #options: RuntimeProcessOptions;
  readonly #pid: number | undefined;
  #frames: PacedPipe | undefined;
  readonly #pipes: PacedPipe[] = [];
  #frozen = false;
  #ended = false;
  /** Resolves when the process is gone and all that it said has arrived. Never rejects. */
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
    if (frames) this.#frames = this.#paced(frames, this.#frameTaker());
    if (stdout) this.#paced(stdout, (bytes) => options.onOutput('stdout', bytes));
    if (stderr) this.#paced(stderr, (bytes) => options.onOutput('stderr', bytes));
    this.#invocations?.on('error', () => {});
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  /** Wakes the process and gives it an invocation. */
  invoke(head: InvocationHead, event: string): void {
    this.thaw();
    this.#options.outputThrottle.began(this.#options.functionName);
    for (const pipe of this.#pipes) pipe.begin();
    this.#invocations?.write(encodeInvocation(head, event));
  }

  /** Stops the process where it is, as Lambda freezes an environment between two invocations. */
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

  /** Ends the process and all that it started, frozen or busy; `exited` tells when it is done. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  /** Resolves when all is read that the process sent before, whichever pipe it took. */
  async settled(): Promise<void> {
    for (const pipe of this.#pipes) pipe.end();
    // Pipes that can be read are, by the end of this turn; one that rested is by the end of the next.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  }

  /** Holds back what the process sends: once the pipe is full it waits. */
  set paused(paused: boolean) {
    if (this.#frames) this.#frames.held = paused;
  }

  get #invocations(): Writable | undefined {
    return this.#child.stdio?.[INVOCATIONS_FD] as Writable | undefined;
  }

  #paced(pipe: Readable, take: (bytes: Buffer) => void): PacedPipe {
    const { outputThrottle, functionName } = this.#options;
    const paced = new PacedPipe(pipe, take, (workedMs) => outputThrottle.restAfter(functionName, workedMs));
    this.#pipes.push(paced);
    return paced;
  }

  #frameTaker(): (bytes: Buffer) => void {
    const reader = new FrameReader();
    let isBroken = false;
    return (bytes) => {
      if (isBroken) return;
      try {
        for (const frame of reader.read(bytes)) this.#options.onFrame(frame);
      } catch {
        // The function wrote to the runtime's own pipe: nothing that follows can be understood.
        isBroken = true;
        this.kill();
      }
      this.#options.onPause();
    };
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#ended || this.#pid === undefined) return;
    try {
      process.kill(-this.#pid, signal);
    } catch {
      // It ended this moment.
    }
  }

  async #watchEnd(): Promise<Exit> {
    const { promise, resolve } = Promise.withResolvers<Exit>();
    const drained = new Promise<void>((done) => this.#child.once('close', () => done()));
    this.#child.once('error', ({ message }) => resolve({ code: null, signal: null, notStarted: message }));
    this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    const exit = await promise;
    // What it started ends with it.
    this.#signal('SIGKILL');
    this.#ended = true;
    if (this.#pid !== undefined) this.#options.watchdog.forget(this.#pid);
    this.paused = false;
    for (const pipe of this.#pipes) pipe.end();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([drained, new Promise((late) => (timer = setTimeout(late, DRAIN_MS)))]);
    clearTimeout(timer);
    for (const pipe of this.#child.stdio ?? []) pipe?.destroy();
    return exit;
  }
}

/** As the service starts Node.js: the heap fits the memory, so that garbage is collected before the memory runs out. */
function heapFlags(memoryMb: number): string[] {
  const share = (percent: number) => Math.max(1, Math.floor((memoryMb * percent) / 100));
  return [`--max-semi-space-size=${share(5)}`, `--max-old-space-size=${share(90)}`];
}

/** Why a process ended, in the words of the service. */
export function exitReason({ code, signal, notStarted }: Exit): string {
  if (notStarted !== undefined) return `the runtime's process could not be started: ${notStarted}`;
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
