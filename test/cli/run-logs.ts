import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The built command. */
export const RUN = join(import.meta.dirname, '..', '..', 'bin', 'run.js');

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Added to an environment without AWS settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running process. */
export class RunningProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  stdout = '';
  stderr = '';
  /** The number of lines on stdout: counting them again in the growing text would take longer each time. */
  lines = 0;
  readonly #ended: Promise<number | null>;
  /** Resolves when the process wrote more output or ended. */
  #change = Promise.withResolvers<void>();
  #hasEnded = false;

  constructor(file: string, args: readonly string[], { cwd, env = {} }: RunOptions) {
    const clean = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|NO_COLOR|FORCE_COLOR)/.test(name)),
    );
    this.child = spawn(file, args, {
      cwd,
      // Otherwise the SDK requests the credentials of an EC2 instance over the network.
      env: { ...clean, AWS_EC2_METADATA_DISABLED: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.lines += text.split('\n').length - 1;
      this.#changed();
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#changed();
    });
    this.#ended = once(this.child, 'close').then(([code]) => {
      this.#hasEnded = true;
      this.#changed();
      return code;
    });
  }

  /** Resolves as soon as the output satisfies the condition. */
  async until(condition: (running: RunningProcess) => boolean): Promise<void> {
    while (!condition(this)) {
      if (this.#hasEnded) {
        throw new Error(
          `${this.child.spawnargs.join(' ')} ended with ${this.child.exitCode} before that.\nstdout: ${this.stdout}\nstderr: ${this.stderr}`,
        );
      }
      await this.#change.promise;
    }
  }

  #changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  async end(): Promise<Result> {
    const code = await this.#ended;
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  async interrupt(signal: NodeJS.Signals = 'SIGINT'): Promise<Result> {
    this.child.kill(signal);
    return this.end();
  }
}

/** The built command, running. */
export class RunningLogs extends RunningProcess {
  constructor(args: readonly string[], options: RunOptions) {
    super(process.execPath, [RUN, ...args], options);
  }
}

export function runLogs(args: readonly string[], options: RunOptions): Promise<Result> {
  return new RunningLogs(args, options).end();
}
