import { joinNames } from '../../core/join-names.ts';
import type { LogSource } from '../../core/log-event.ts';
import { notice } from '../output/stdio.ts';

/** Log groups that are named; the others are counted. */
const MAX_NAMED = 3;

/** Warns of log groups that no stage and no function is known to write to: recordings, groups that the user named, and all groups without
 *  the permission to look stages and functions up. Their lines count as what they look like, and any writer can imitate others. */
export function reportUnknownRoles(sources: readonly LogSource[]): void {
  const unknown = sources.filter(({ role }) => role === undefined).map(({ label }) => label);
  if (unknown.length === 0) return;
  const others = unknown.length - MAX_NAMED;
  const names = joinNames([...unknown.slice(0, MAX_NAMED), ...(others > 0 ? [`${others} more`] : [])]);
  notice(
    `what writes to ${names} is unknown, so each line counts as what it looks like: a program can write lines that look like those of API Gateway`,
  );
}
