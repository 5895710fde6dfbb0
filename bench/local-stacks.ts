import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DevFile, readDevFile } from '../local/dev-file.ts';

export const ROOT = join(import.meta.dirname, '..');
export const RUN = join(ROOT, 'bin', 'run.js');

/** The environment without what AWS's settings could change. */
export const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name)),
);

/** Our own stacks, running in a folder of their own. */
export class LocalStacks {
  readonly directory = mkdtempSync(join(tmpdir(), 'tailgate-bench-'));
  #child: ChildProcess | undefined;

  /** Starts `logs dev`; gives where it listens. */
  async start(): Promise<DevFile> {
    const assembly = join(this.directory, 'cdk.out');
    if (!existsSync(assembly)) {
      const synth = spawn('cdk', ['synth', '--quiet', '--output', assembly], {
        cwd: ROOT,
        env: ENVIRONMENT,
        stdio: 'ignore',
      });
      const [code] = await once(synth, 'exit');
      if (code !== 0) throw new Error(`cdk synth ended with ${code}`);
    }
    const child = spawn(process.execPath, [RUN, 'dev', '--port', '0'], {
      cwd: this.directory,
      env: ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#child = child;
    for (;;) {
      const dev = readDevFile(this.directory);
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

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
