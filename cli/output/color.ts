/** Whether to colour stdout: as the flag says, else NO_COLOR, else FORCE_COLOR, else on a terminal that can.
 *  @see https://no-color.org */
export function wantsColor(
  flag: boolean | undefined,
  env: NodeJS.ProcessEnv = process.env,
  isTerminal: boolean = process.stdout.isTTY === true,
): boolean {
  if (flag !== undefined) return flag;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}
