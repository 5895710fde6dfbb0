import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Reads lines of process group ids. When the pipe closes, kills the groups of the last complete line. */
const SCRIPT =
  'while read -r line; do groups=$line; done; for group in $groups; do kill -s KILL -- "-$group"; done 2>/dev/null';

/** Kills process groups when this process ends without ending them, even after `kill -9`. A frozen or busy process cannot detect
 *  that its parent has ended. For this reason a separate shell waits for the end of a pipe from this process. */
export class Watchdog {
  readonly #groups = new Set<number>();
  #shell: ChildProcess | undefined;

  watch(group: number): void {
    this.#groups.add(group);
    this.#sendGroups();
  }

  /** Call this as soon as the group has ended: the system may reuse its id. */
  forget(group: number): void {
    if (this.#groups.delete(group) && this.#shell) this.#sendGroups();
  }

  /** Ends the watchdog. Call this when no group is left. */
  async close(): Promise<void> {
    const shell = this.#shell;
    this.#shell = undefined;
    if (!shell || shell.exitCode !== null || shell.signalCode !== null) return;
    const exited = once(shell, 'exit');
    shell.ref();
    shell.stdin?.end();
    await exited;
  }

  #sendGroups(): void {
    this.#shell ??= this.#start();
    this.#shell.stdin?.write(`${[...this.#groups].join(' ')}\n`);
  }

  #start(): ChildProcess {
    // In its own group, the shell does not receive Ctrl-C from the terminal: this process then ends the groups itself.
    const shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    shell.stdin?.on('error', () => {});
    shell.once('error', () => {});
    shell.once('exit', () => {
      if (this.#shell !== shell) return;
      this.#shell = undefined;
      if (this.#groups.size > 0) this.#sendGroups();
    });
    shell.unref();
    (shell.stdin as { unref?(): void } | null)?.unref?.();
    return shell;
  }
}
