import { run } from '@oclif/core';

/** Finds the command that the arguments name, and runs it. */
export async function runCommand(args: string[], root: string): Promise<void> {
  await run(args, { root });
}
