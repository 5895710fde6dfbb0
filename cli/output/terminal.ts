import { wantsColor } from './color.ts';

export interface TerminalFlags {
  readonly color: boolean | undefined;
  readonly utc: boolean;
  readonly timezone: string | undefined;
}

/** Where the output goes: stdout, as far as it matters here. */
export interface Screen {
  readonly isTTY?: boolean;
  /** Only of a terminal. */
  readonly columns?: number;
}

/** How many columns lines are cut to; undefined where they are not: in a pipe, and on a terminal that does not know how wide it is
 *  and says 0, as those of containers and of editors do. */
export function terminalWidth({ isTTY, columns }: Screen = process.stdout): number | undefined {
  return isTTY ? columns || undefined : undefined;
}

/** How text is rendered on this stdout: whether in colour, how wide, and in which time zone. */
export function terminalOptions({ color, utc, timezone }: TerminalFlags): {
  readonly color: boolean;
  readonly width?: number;
  readonly timeZone?: string;
} {
  const width = terminalWidth();
  const timeZone = utc ? 'UTC' : timezone;
  return {
    color: wantsColor(color),
    ...(width !== undefined && { width }),
    ...(timeZone !== undefined && { timeZone }),
  };
}
