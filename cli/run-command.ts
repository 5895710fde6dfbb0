import { Config, run } from '@oclif/core';
import { unknownCommand } from './unknown-command.ts';

/** Finds the command that the arguments name, and runs it. `help tail` is `tail --help`.
 *  @throws CliError with the nearest names when there is no such command. */
export async function runCommand(args: readonly string[], root: string): Promise<void> {
  const config = await Config.load({ root });
  const words = args[0] === 'help' ? [...args.slice(1), '--help'] : [...args];
  try {
    await run(words, config);
  } catch (error) {
    throw isUnknownCommand(error) ? unknownCommand(words, config.commandIDs) : error;
  }
}

/** oclif has no error of its own for this: it says so, of what is run and of what is helped with. */
function isUnknownCommand(error: unknown): boolean {
  return /^command .* not found\.?$/i.test((error as Error).message);
}
