import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitOnUncaughtErrors, reportError } from './errors.ts';
import { exitWhenOutputFails, writeOut } from './output/stdio.ts';

/** Runs `logs` with the arguments of this process. Sets the exit code, and never throws.
 *  @param root the folder of package.json, in which oclif finds the commands. */
export async function main(root: string): Promise<void> {
  const args = process.argv.slice(2);
  exitWhenOutputFails();
  exitOnUncaughtErrors();
  try {
    if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) {
      await writeOut(`${version(root)}\n`);
      return;
    }
    const { runCommand } = await import('./run-command.ts');
    exitWhenOutputFails();
    await runCommand(args, root);
  } catch (error) {
    process.exitCode = reportError(error);
  }
}

/** The version in oclif's format. It is printed without oclif, which takes longer to load. */
function version(root: string): string {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`;
}
