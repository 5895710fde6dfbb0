import type { LogRecord, LogSource } from '../../core/log-event.ts';
import { renderJson, renderRaw } from '../../core/render/plain-output.ts';
import { recordTextRenderer } from '../../core/render/record-text.ts';
import { wantsColor } from './color.ts';
import { type Screen, terminalWidth } from './terminal.ts';

/** The flags that say how events are shown. */
export interface OutputFlags {
  readonly output: 'text' | 'json';
  readonly raw: boolean;
  readonly color: boolean | undefined;
  readonly utc: boolean;
  readonly timezone: string | undefined;
}

/** How one record is shown, without the newline at its end. */
export function rendererOf(
  sources: readonly LogSource[],
  flags: OutputFlags,
  screen: Screen = process.stdout,
): (record: LogRecord) => string {
  if (flags.raw) return renderRaw;
  if (flags.output === 'json') return renderJson;
  const width = terminalWidth(screen);
  const timeZone = timeZoneOf(flags);
  return recordTextRenderer({
    sources,
    color: wantsColor(flags.color),
    ...(width !== undefined && { width }),
    ...(timeZone !== undefined && { timeZone }),
  });
}

/** The IANA zone in which times are shown, and in which those are meant that the user writes; undefined for the machine's. */
export function timeZoneOf({ utc, timezone }: Pick<OutputFlags, 'utc' | 'timezone'>): string | undefined {
  return utc ? 'UTC' : timezone;
}

/** What has to be said before raw messages go to a terminal; undefined where nothing has. */
export function rawWarning({ raw }: Pick<OutputFlags, 'raw'>, screen: Screen = process.stdout): string | undefined {
  if (!raw || !screen.isTTY) return undefined;
  return '--raw: what strangers wrote into these logs can control this terminal';
}
