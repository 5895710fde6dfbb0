import { randomInt } from 'node:crypto';
import { hashIdentity } from './identity-hash.ts';

/** Above this load, finding a free entry takes too long. */
const MAX_LOAD = 2 / 3;
const MIN_CAPACITY = 1024;
/** 8 bytes of time, 8 bytes of hash. */
const BYTES_PER_ENTRY = 16;

/** The events of a log group that were shown, as far back as a sweep may look. An event takes 24 to 48 bytes, regardless of its
 *  length: its timestamp and a 64-bit hash of its identity, in a hash table of numbers (open addressing, linear probing). Two
 *  events count as one only if they have the same millisecond and the same hash. */
export class SeenEvents {
  #capacity = MIN_CAPACITY;
  /** NaN marks a free entry. */
  #timestamps = freeTimestamps(MIN_CAPACITY);
  /** The high and the low half of each entry's hash. */
  #hashes = new Uint32Array(MIN_CAPACITY * 2);
  #size = 0;
  readonly #seed = randomInt(2 ** 32);

  /** Adds an event by its identity (see `EventIdentities`). @returns false when it was already added. */
  add(identity: string, timestamp: number): boolean {
    if (this.#size >= this.#capacity * MAX_LOAD) this.#rebuild(Number.NEGATIVE_INFINITY, this.#capacity * 2);
    const { high, low } = hashIdentity(identity, this.#seed);
    return this.#insert(timestamp, high, low);
  }

  /** Removes events with an earlier timestamp. */
  forgetBefore(timestamp: number): void {
    let kept = 0;
    for (const time of this.#timestamps) if (time >= timestamp) kept += 1;
    if (kept < this.#size) this.#rebuild(timestamp, capacityFor(kept));
  }

  /** Removes the older half. @returns the time from which on all events are still known, in epoch milliseconds. */
  forgetOlderHalf(): number {
    const times = this.#timestamps.filter((time) => !Number.isNaN(time)).sort();
    const middle = times[times.length >> 1] ?? Number.NEGATIVE_INFINITY;
    // A single millisecond may have more than half of the events.
    const horizon = middle === times[0] ? middle + 1 : middle;
    this.forgetBefore(horizon);
    return horizon;
  }

  get size(): number {
    return this.#size;
  }

  /** The memory that the events take. */
  get bytes(): number {
    return this.#capacity * BYTES_PER_ENTRY;
  }

  #insert(timestamp: number, high: number, low: number): boolean {
    for (let slot = low & (this.#capacity - 1); ; slot = (slot + 1) & (this.#capacity - 1)) {
      const time = this.#timestamps[slot] ?? Number.NaN;
      if (Number.isNaN(time)) {
        this.#timestamps[slot] = timestamp;
        this.#hashes[slot * 2] = high;
        this.#hashes[slot * 2 + 1] = low;
        this.#size += 1;
        return true;
      }
      if (time === timestamp && this.#hashes[slot * 2] === high && this.#hashes[slot * 2 + 1] === low) return false;
    }
  }

  /** Entries of an open-addressing table cannot be removed one by one, so the remaining ones move to a new table. */
  #rebuild(from: number, capacity: number): void {
    const timestamps = this.#timestamps;
    const hashes = this.#hashes;
    this.#capacity = capacity;
    this.#timestamps = freeTimestamps(capacity);
    this.#hashes = new Uint32Array(capacity * 2);
    this.#size = 0;
    for (let slot = 0; slot < timestamps.length; slot += 1) {
      const time = timestamps[slot] ?? Number.NaN;
      if (time >= from) this.#insert(time, hashes[slot * 2] ?? 0, hashes[slot * 2 + 1] ?? 0);
    }
  }
}

function freeTimestamps(capacity: number): Float64Array {
  return new Float64Array(capacity).fill(Number.NaN);
}

/** A power of two, with room to grow. */
function capacityFor(size: number): number {
  let capacity = MIN_CAPACITY;
  while (size >= capacity * MAX_LOAD) capacity *= 2;
  return capacity;
}
