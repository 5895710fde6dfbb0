import { Config, run } from '@oclif/core';
import { unknownCommand } from './unknown-command.ts';

/** Runs the command that the arguments name. `help tail` means `tail --help`.
 *  @throws UsageError with the nearest names for an unknown command. */
export async function runCommand(args: readonly string[], root: string): Promise<void> {
  const config = await Config.load({ root });
  const words = args[0] === 'help' ? [...args.slice(1), '--help'] : [...args];
  try {
    await run(words, config);
  } catch (error) {
    throw isUnknownCommand(error) ? unknownCommand(words, config.commandIDs) : error;
  }
}

/** oclif has no error class for an unknown command, only this message. */
function isUnknownCommand(error: unknown): boolean {
  return /^command .* not found\.?$/i.test((error as Error).message);
}
