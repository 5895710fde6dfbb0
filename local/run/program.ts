import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { UserError } from '../../core/user-error.ts';
import { OutputLines } from '../functions/output-lines.ts';
import { Watchdog } from '../functions/watchdog.ts';

export type OutputStream = 'stdout' | 'stderr';

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Environment variables in addition to those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** The program is killed this time after the first signal, in milliseconds. */
  readonly graceMs: number;
  /** Called with complete lines, without their newlines. Until the promise resolves, no more output is read. */
  onLines(stream: OutputStream, lines: readonly string[]): Promise<void> | void;
}

/** The program cannot be started. */
export class ProgramNotStartedError extends UserError {
  override name = 'ProgramNotStartedError';
  /** The exit code of a shell: 127 when the program does not exist, 126 when it cannot be run. */
  readonly exitCode: number;

  constructor(command: string, cause: NodeJS.ErrnoException) {
    const reason = cause.code === 'ENOENT' ? 'the program does not exist' : cause.message;
    super(`"${command}" cannot be started: ${reason}.`, undefined, { cause });
    this.exitCode = cause.code === 'ENOENT' ? 127 : 126;
  }
}

/** How long child processes of the program may keep its output open after its end. */
const OUTPUT_GRACE_MS = 1000;

/** A program whose output is read. It runs in its own process group, so that signals reach its child processes, too. Ctrl-C at a
 *  terminal signals only the group of this process, so that each process receives a signal once. */
export class Program {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #options: ProgramOptions;
  readonly #output: Promise<unknown>;
  /** Kills the program when this process is killed. */
  readonly #watchdog = new Watchdog();
  #killTimer: NodeJS.Timeout | undefined;

  private constructor(child: ChildProcessByStdio<null, Readable, Readable>, options: ProgramOptions) {
    this.#child = child;
    this.#options = options;
    this.#output = Promise.all([this.#read('stdout', child.stdout), this.#read('stderr', child.stderr)]);
    if (HAS_GROUPS && child.pid !== undefined) this.#watchdog.watch(child.pid);
  }

  /** @throws ProgramNotStartedError */
  static async start(options: ProgramOptions): Promise<Program> {
    const child = spawn(options.command, options.args, {
      stdio: ['inherit', 'pipe', 'pipe'],
      env: { ...process.env, ...options.environment },
      detached: HAS_GROUPS,
    });
    try {
      await once(child, 'spawn');
    } catch (error) {
      throw new ProgramNotStartedError(options.command, error as NodeJS.ErrnoException);
    }
    return new Program(child, options);
  }

  /** Resolves when the program has ended, with its exit code, or with 128 plus the number of the signal that ended it. */
  async exited(): Promise<number> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    clearTimeout(this.#killTimer);
    const { exitCode, signalCode } = this.#child;
    return exitCode ?? 128 + (signalCode === null ? 0 : constants.signals[signalCode]);
  }

  /** Resolves when the output of an ended program is processed. Child processes that still run are killed. */
  async outputProcessed(): Promise<void> {
    const timer = setTimeout(() => this.kill(), OUTPUT_GRACE_MS);
    await this.#output;
    clearTimeout(timer);
    this.kill();
    if (this.#child.pid !== undefined) this.#watchdog.forget(this.#child.pid);
    await this.#watchdog.close();
  }

  /** Forwards a signal. SIGINT and SIGTERM also start the grace period; the second of them kills the program. */
  signal(name: NodeJS.Signals): void {
    if (this.#killTimer !== undefined && name !== 'SIGHUP') {
      this.kill();
      return;
    }
    // SIGHUP does not end many programs: they reload their settings.
    if (name !== 'SIGHUP') this.#killTimer = setTimeout(() => this.kill(), this.#options.graceMs);
    this.#send(name);
  }

  /** Kills the program and its child processes. */
  kill(): void {
    this.#send('SIGKILL');
  }

  #send(name: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(HAS_GROUPS ? -pid : pid, name);
    } catch {
      // No process of the group is left.
    }
  }

  async #read(name: OutputStream, stream: Readable): Promise<void> {
    const lines = new OutputLines();
    for await (const chunk of stream) await this.#forward(name, lines.push(chunk));
    await this.#forward(name, lines.flush());
  }

  async #forward(name: OutputStream, lines: Iterable<string>): Promise<void> {
    const texts = Array.from(lines, (line) => line.replace(/\r?\n$/, ''));
    if (texts.length > 0) await this.#options.onLines(name, texts);
  }
}

const HAS_GROUPS = process.platform !== 'win32';
