import { Config, run } from '@oclif/core';
import { nearest } from '../core/targets/nearest.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/** Finds the command that the arguments name, and runs it.
 *  @throws CliError with the nearest names when there is no such command. */
export async function runCommand(args: string[], root: string): Promise<void> {
  const config = await Config.load({ root });
  try {
    await run(args, config);
  } catch (error) {
    throw unknownCommand(error as Error, config.commandIDs) ?? error;
  }
}

function unknownCommand({ message }: Error, ids: readonly string[]): CliError | undefined {
  const [, wanted] = /^command (\S+) not found$/.exec(message) ?? [];
  if (wanted === undefined) return undefined;
  const known = nearest(wanted, ids).map((id) => id.replaceAll(':', ' '));
  const name = wanted.replaceAll(':', ' ');
  return new CliError(
    `There is no command "${name}". Nearest: ${known.join(', ')}. \`logs --help\` lists all.`,
    EXIT.WRONG_USE,
  );
}
