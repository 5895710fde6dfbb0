import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Reads lines of process group ids, and when the pipe closes kills the groups of the last whole line. */
const SCRIPT =
  'while read -r line; do groups=$line; done; for group in $groups; do kill -s KILL -- "-$group"; done 2>/dev/null';

/** Ends the functions' processes when this process ends without doing it itself, even by `kill -9`. A process that is frozen
 *  or that loops cannot see that its host is gone, so a process of its own watches: a shell that waits for a pipe to close. */
export class Watchdog {
  readonly #groups = new Set<number>();
  #shell: ChildProcess | undefined;

  watch(group: number): void {
    this.#groups.add(group);
    this.#tell();
  }

  /** To be called as soon as the group is gone: its id may be given to another. */
  forget(group: number): void {
    if (this.#groups.delete(group) && this.#shell) this.#tell();
  }

  /** Resolves when the watchdog itself is gone. Call it when no group is left. */
  async close(): Promise<void> {
    const shell = this.#shell;
    this.#shell = undefined;
    if (!shell || shell.exitCode !== null || shell.signalCode !== null) return;
    const exited = once(shell, 'exit');
    shell.ref();
    shell.stdin?.end();
    await exited;
  }

  #tell(): void {
    this.#shell ??= this.#start();
    this.#shell.stdin?.write(`${[...this.#groups].join(' ')}\n`);
  }

  #start(): ChildProcess {
    // A group of its own: Ctrl-C in the terminal reaches this process, which then ends the functions in order.
    const shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    shell.stdin?.on('error', () => {});
    shell.once('error', () => {});
    shell.once('exit', () => {
      if (this.#shell !== shell) return;
      this.#shell = undefined;
      if (this.#groups.size > 0) this.#tell();
    });
    shell.unref();
    (shell.stdin as { unref?(): void } | null)?.unref?.();
    return shell;
  }
}
