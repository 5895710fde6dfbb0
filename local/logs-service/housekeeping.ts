import { expiryTime } from './retention.ts';
import type { LogStore } from './store/store.ts';

const INTERVAL_MS = 60_000;
/** The events that are deleted at a time. Requests then wait for a few milliseconds at most. */
const SLICE_EVENTS = 2000;

/** Deletes expired events and the events of deleted groups and streams, once a minute and in slices. Readers do not see such events,
 *  deleted or not.
 *  @returns a function that stops the deletion. */
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

/** Deletes one slice.
 *  @returns false if nothing is left to delete. */
export function deleteSlice(store: LogStore, now: number): boolean {
  if (store.purge(SLICE_EVENTS)) return true;
  for (const group of store.groups
    .after('')
    .filter(({ retentionInDays }) => retentionInDays !== undefined)
    .toArray()) {
    if (store.expire(group, expiryTime(group, now), SLICE_EVENTS)) return true;
  }
  return false;
}
