import { expiryTime } from './retention.ts';
import type { LogStore } from './store/store.ts';

const INTERVAL_MS = 60_000;
/** So many events are deleted at a time: requests wait for a few milliseconds at most. */
const SLICE = 2000;

/** Deletes, once a minute and in slices, the events that have expired and those of deleted groups and streams. Readers
 *  see neither even before.
 *  @returns what ends it. */
export function startHousekeeping(store: LogStore, now: () => number): () => void {
  let slice: NodeJS.Immediate | undefined;
  const work = () => {
    slice = deleteSlice(store, now()) ? setImmediate(work) : undefined;
  };
  const timer = setInterval(() => {
    if (slice === undefined) work();
  }, INTERVAL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    clearImmediate(slice);
  };
}

/** Deletes one slice; returns false when nothing is left to delete. */
export function deleteSlice(store: LogStore, now: number): boolean {
  if (store.purge(SLICE)) return true;
  for (const group of store.groups
    .after('')
    .filter(({ retentionInDays }) => retentionInDays !== undefined)
    .toArray()) {
    if (store.expire(group, expiryTime(group, now), SLICE)) return true;
  }
  return false;
}
