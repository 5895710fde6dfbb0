import { hashIdentity } from './identity-hash.ts';

/** Two entries of three are used at most: beyond that, looking for a free one takes long. */
const FULLEST = 2 / 3;
const SMALLEST_CAPACITY = 1024;
/** 8 bytes of time, 8 bytes of hash. */
const BYTES_PER_ENTRY = 16;

/** The events of a log group that were shown, as far back as a sweep may look. One costs 24 to 48 bytes, whatever it says:
 *  its timestamp and 64 bits of its identity, in a hash table of plain numbers (open addressing, linear probing). Two
 *  events are taken for one only if they have the same millisecond and the same 64 bits. */
export class SeenEvents {
  #capacity = SMALLEST_CAPACITY;
  /** NaN where an entry is free. */
  #timestamps = freeTimestamps(SMALLEST_CAPACITY);
  /** High and low half of each entry's hash. */
  #hashes = new Uint32Array(SMALLEST_CAPACITY * 2);
  #size = 0;

  /** Adds an event by its identity (see `EventIdentities`); false when it was there. */
  add(identity: string, timestamp: number): boolean {
    if (this.#size >= this.#capacity * FULLEST) this.#rebuild(Number.NEGATIVE_INFINITY, this.#capacity * 2);
    const { high, low } = hashIdentity(identity);
    return this.#insert(timestamp, high, low);
  }

  /** Forgets events with an earlier timestamp: no later sweep returns them. */
  forgetBefore(timestamp: number): void {
    let kept = 0;
    for (const time of this.#timestamps) if (time >= timestamp) kept += 1;
    if (kept < this.#size) this.#rebuild(timestamp, capacityFor(kept));
  }

  /** Forgets the older half. @returns the time from which on all events are still known. */
  forgetOlderHalf(): number {
    const times = this.#timestamps.filter((time) => !Number.isNaN(time)).sort();
    const middle = times[times.length >> 1] ?? Number.NEGATIVE_INFINITY;
    // A single millisecond may hold more than half of them.
    const horizon = middle === times[0] ? middle + 1 : middle;
    this.forgetBefore(horizon);
    return horizon;
  }

  get size(): number {
    return this.#size;
  }

  /** Memory that the events take. */
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

  /** Entries of an open table cannot be taken out one by one: those that stay move to a new one. */
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
  let capacity = SMALLEST_CAPACITY;
  while (size >= capacity * FULLEST) capacity *= 2;
  return capacity;
}
