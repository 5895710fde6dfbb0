import { readDevFile } from '../local/dev-file.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/** A directory has one local CloudWatch Logs at a time: its file has one writer.
 *  @throws CliError when a `logs dev` or `logs run` runs in the directory. */
export function refuseWhileRunning(directory: string): void {
  const running = readDevFile(directory);
  if (!running) return;
  const { command = 'logs dev', pid, endpoint } = running;
  throw new CliError(
    `\`${command}\` runs in this directory already (process ${pid}, ${endpoint}). End that one first.`,
    EXIT.WRONG_USE,
  );
}
