import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportError } from './errors.ts';
import { endQuietlyWhenNobodyReads } from './output/output.ts';

/** Runs the command line `logs …`; sets the exit code, and never throws.
 *  @param root the folder of package.json, which says where the commands are. */
export async function main(root: string): Promise<void> {
  const args = process.argv.slice(2);
  endQuietlyWhenNobodyReads();
  try {
    if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) {
      process.stdout.write(`${version(root)}\n`);
      return;
    }
    const { runCommand } = await import('./run-command.ts');
    await runCommand(args, root);
  } catch (error) {
    process.exitCode = reportError(error);
  }
}

/** In oclif's own form, without loading it: scripts ask for the version often. */
function version(root: string): string {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`;
}
