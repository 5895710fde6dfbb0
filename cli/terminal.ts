import { wantsColor } from './color.ts';

export interface TerminalFlags {
  readonly color: boolean | undefined;
  readonly utc: boolean;
  readonly timezone: string | undefined;
}

/** How text is rendered on this stdout: whether in colour, how wide, and in which time zone. */
export function terminalOptions({ color, utc, timezone }: TerminalFlags): {
  readonly color: boolean;
  readonly width?: number;
  readonly timeZone?: string;
} {
  const width = process.stdout.isTTY ? process.stdout.columns : undefined;
  const timeZone = utc ? 'UTC' : timezone;
  return {
    color: wantsColor(color),
    ...(width === undefined ? {} : { width }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}
