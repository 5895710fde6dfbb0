import type { LogEvent } from '../log-event.ts';

/** Tells the events of one reading apart. With an id, that is the identity. Without one it is everything the event says of
 *  itself, and how many equal ones came before it: two equal lines in a millisecond are two events. */
export class EventIdentities {
  readonly #counts = new Map<string, number>();

  /** The identity of the next event of this reading. Another reading that meets the same events gives the same identities. */
  of(event: LogEvent): string {
    if (event.eventId !== undefined) return event.eventId;
    const key = contentKey(event);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return `${key}\n${count}`;
  }
}

/** What equal events have in common, whichever operation of the service gave them. */
export function contentKey({ group, stream, timestamp, ingestionTime, message }: LogEvent): string {
  return [timestamp, ingestionTime, group, stream, message].join('\n');
}

/** 64 bits of an identity, as two unsigned 32-bit numbers. Not for secrets: it only has to spread.
 *  The two lanes are multiplied by odd constants and mixed with one another in the end (the finalizer of MurmurHash3). */
export function hashIdentity(identity: string): { readonly high: number; readonly low: number } {
  let a = 0xdeadbeef ^ identity.length;
  let b = 0x41c6ce57 ^ identity.length;
  for (let index = 0; index < identity.length; index += 1) {
    const code = identity.charCodeAt(index);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  const low = finalize(a) ^ b;
  return { high: finalize(b ^ low) >>> 0, low: low >>> 0 };
}

function finalize(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
