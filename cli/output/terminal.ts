/** The flags that choose how text looks on a terminal. */
export interface TerminalFlags {
  readonly color: boolean | undefined;
  readonly utc: boolean;
  readonly timezone: string | undefined;
}

/** The properties of stdout that are read here. */
export interface TerminalSize {
  readonly isTTY?: boolean;
  /** Only of a terminal. */
  readonly columns?: number;
}

/** The number of columns that lines are cut to; undefined for a pipe, and for a terminal that reports 0 columns, as terminals of
 *  containers and editors do: lines are not cut. */
export function terminalWidth({ isTTY, columns }: TerminalSize = process.stdout): number | undefined {
  return isTTY ? columns || undefined : undefined;
}

/** Whether to color stdout. In this order: the flag, NO_COLOR, FORCE_COLOR, whether stdout is a terminal with colors.
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

/** The IANA zone in which times are shown and read; undefined for the machine's. */
export function timeZoneOf({ utc, timezone }: Pick<TerminalFlags, 'utc' | 'timezone'>): string | undefined {
  return utc ? 'UTC' : timezone;
}

/** The options of the text renderers for this stdout. */
export function terminalOptions(
  flags: TerminalFlags,
  terminal: TerminalSize = process.stdout,
): {
  readonly color: boolean;
  readonly width?: number;
  readonly timeZone?: string;
} {
  const width = terminalWidth(terminal);
  const timeZone = timeZoneOf(flags);
  return {
    color: wantsColor(flags.color),
    ...(width !== undefined && { width }),
    ...(timeZone !== undefined && { timeZone }),
  };
}
