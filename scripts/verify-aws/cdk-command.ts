import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');
const CDK = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const KEPT_LINES = 30;

export interface CdkOptions {
  /** Ends the command. CloudFormation continues with the operation that has begun. */
  readonly signal: AbortSignal;
  /** Shows one line of the output. */
  say(line: string): void;
}

/** Runs the command `cdk` of this checkout.
 *  @throws Error with the end of its output when it fails, or when it is aborted. */
export async function runCdk(args: readonly string[], { signal, say }: CdkOptions): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [CDK, ...args, '--no-notices', '--no-color'], {
    cwd: root,
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group: Ctrl-C in the terminal must reach only this script, which decides what ends.
    detached: true,
  });
  const kill = () => child.kill('SIGTERM');
  signal.addEventListener('abort', kill);
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return;
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      say(`  ${line}`);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`cdk ${args[0]} ended with ${code}: ${kept.join('\n')}`);
}
