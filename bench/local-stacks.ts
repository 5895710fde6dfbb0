import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningCommand, readRunningCommand } from '../local/running-command.ts';
import { ENVIRONMENT, LOGS_SCRIPT, ROOT, temporaryDirectory } from './setup.ts';

/** The stacks of this repository under `logs dev`, in a temporary directory. */
export class LocalStacks implements AsyncDisposable {
  readonly #directory = temporaryDirectory();
  #child: ChildProcess | undefined;

  get directory(): string {
    return this.#directory.path;
  }

  /** The folder of the synthesized stacks. If it exists before the first start, these stacks are used. */
  get assembly(): string {
    return this.#directory.file('cdk.out');
  }

  /** Starts `logs dev`, and returns where it listens. The first start also synthesizes the stacks. */
  async start(): Promise<RunningCommand> {
    const { assembly } = this;
    if (!existsSync(assembly)) {
      const synth = spawn('cdk', ['synth', '--quiet', '--output', assembly], {
        cwd: ROOT,
        env: ENVIRONMENT,
        stdio: 'ignore',
      });
      const [code] = await once(synth, 'exit');
      if (code !== 0) throw new Error(`cdk synth ended with ${code}`);
    }
    const child = spawn(process.execPath, [LOGS_SCRIPT, 'dev', '--port', '0'], {
      cwd: this.directory,
      env: ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#child = child;
    for (;;) {
      const dev = readRunningCommand(this.directory);
      if (dev?.pid === child.pid && dev !== undefined) return dev;
      if (child.exitCode !== null) throw new Error(`logs dev ended with ${child.exitCode}`);
      await delay(5);
    }
  }

  async stop(): Promise<void> {
    if (!this.#child || this.#child.exitCode !== null) return;
    this.#child.kill('SIGINT');
    await once(this.#child, 'exit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#directory[Symbol.dispose]();
  }
}
