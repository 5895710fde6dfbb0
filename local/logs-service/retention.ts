import type { LogGroup } from './store/log-group-table.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** The values that PutRetentionPolicy allows, in days
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html). */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The events of the group before this time have expired. Epoch milliseconds; 0 if events never expire. */
export function expiryTime(group: LogGroup, now: number): number {
  return group.retentionInDays === undefined ? 0 : now - group.retentionInDays * DAY_MS;
}
