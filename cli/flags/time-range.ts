import { UsageError } from '../errors.ts';
import { parseTime } from './parse-time.ts';

/** CloudWatch Logs has no earlier times. */
const EPOCH = 0;

/** Epoch milliseconds. */
export interface TimeRange {
  readonly since: number;
  /** Set only if the user named one. */
  readonly until?: number;
}

/** The time range of `--since` and `--until`.
 *  @param defaultMs the duration of a range without `--since`; it ends at `--until` or now.
 *  @throws UsageError for a range that can have no log events. */
export function timeRange(
  flags: { readonly since?: number | undefined; readonly until?: number | undefined },
  defaultMs: number,
  now: number = Date.now(),
): TimeRange {
  const [since, until] = [flags.since, flags.until].map((time) => (time === undefined ? time : Math.max(time, EPOCH)));
  if (since !== undefined && since > now)
    throw new UsageError(`--since is in the future: ${formatTime(since)}.`, 'Name a time before now, such as 10m.');
  if (since !== undefined && until !== undefined && until <= since) {
    const times = `${formatTime(until)}, ${formatTime(since)}`;
    throw until === since
      ? new UsageError(`--until and --since are the same time (${formatTime(since)}).`, 'Name a later --until.')
      : new UsageError(`--until is before --since (${times}).`, 'Name a later --until, or an earlier --since.');
  }
  return { since: since ?? Math.max((until ?? now) - defaultMs, EPOCH), ...(until !== undefined && { until }) };
}

/** Parses `--since` and `--until` in a time zone, and returns their time range.
 *  @param timeZone the IANA zone of a time without a zone; undefined for the machine's.
 *  @throws UsageError for an invalid time, or a range that can have no log events. */
export async function parseTimeRange(
  flags: { readonly since?: string | undefined; readonly until?: string | undefined },
  defaultMs: number,
  timeZone: string | undefined,
): Promise<TimeRange> {
  const now = Date.now();
  const parse = async (text: string | undefined) =>
    text === undefined ? undefined : parseTime(text, { now, timeZone });
  return timeRange({ since: await parse(flags.since), until: await parse(flags.until) }, defaultMs, now);
}

/** To the second: short, and valid as a value of the flags. */
function formatTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
