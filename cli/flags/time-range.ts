import { UsageError } from '../errors.ts';

/** CloudWatch Logs knows no time before it. */
const EPOCH = 0;

/** Epoch milliseconds. */
export interface TimeRange {
  readonly since: number;
  /** There only where the user named one. */
  readonly until?: number;
}

/** The time range that `--since` and `--until` name; without `--since`, this length of time before `--until`, or before now.
 *  @throws CliError where no log event can lie in it. */
export function timeRange(
  flags: { readonly since?: number | undefined; readonly until?: number | undefined },
  defaultMs: number,
  now: number = Date.now(),
): TimeRange {
  const [since, until] = [flags.since, flags.until].map((time) => (time === undefined ? time : Math.max(time, EPOCH)));
  if (since !== undefined && since > now)
    throw new UsageError(`--since is in the future: ${shown(since)}.`, 'Name a time before now, such as 10m.');
  if (since !== undefined && until !== undefined && until <= since) {
    const times = `${shown(until)}, ${shown(since)}`;
    throw until === since
      ? new UsageError(`--until and --since are the same time (${shown(since)}).`, 'Name a later --until.')
      : new UsageError(`--until is before --since (${times}).`, 'Name a later --until, or an earlier --since.');
  }
  return { since: since ?? Math.max((until ?? now) - defaultMs, EPOCH), ...(until !== undefined && { until }) };
}

/** To the second: short, and to be typed as it is. */
function shown(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
