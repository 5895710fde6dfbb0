import { run } from '@oclif/core';
import { reportError } from './errors.ts';
import { endQuietlyOnClosedPipe } from './output.ts';

/** Runs the command line `logs …`; sets the exit code, and never throws.
 *  @param root the folder of package.json, which says where the commands are. */
export async function main(root: string): Promise<void> {
  endQuietlyOnClosedPipe();
  try {
    await run(process.argv.slice(2), { root });
  } catch (error) {
    process.exitCode = reportError(error);
  }
}
