import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

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
  if (since !== undefined && since > now) {
    throw wrong(`--since lies in the future: ${shown(since)}. Name a time before now, such as 10m.`);
  }
  if (since !== undefined && until !== undefined && until <= since) {
    const times = `${shown(until)}, ${shown(since)}`;
    throw until === since
      ? wrong(`--until is --since (${times}): nothing lies between. Name a later --until.`)
      : wrong(`--until is before --since (${times}). Name a later --until, or an earlier --since.`);
  }
  return { since: since ?? Math.max((until ?? now) - defaultMs, EPOCH), ...(until !== undefined && { until }) };
}

/** To the second: short, and to be typed as it is. */
function shown(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

function wrong(message: string): CliError {
  return new CliError(message, EXIT.WRONG_USE);
}
