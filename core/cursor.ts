import { createHmac, timingSafeEqual } from 'node:crypto';

/** All events that CloudWatch Logs ingested up to these times were read: epoch milliseconds. Late events are searched for less
 *  often than prompt ones, so each has a watermark of its own. */
export interface Watermarks {
  readonly prompt: number;
  readonly late: number;
}

/** How far a log was read: of the events that arrived after `after` and up to `upTo`, sorted by time, all up to `at`. */
export interface Cursor {
  readonly after: Watermarks;
  readonly upTo: Watermarks;
  readonly at: EventPosition;
}

/** The position of an event in a log: its timestamp, and within a millisecond 64 bits of its identity. */
export interface EventPosition {
  readonly timestamp: number;
  readonly identity: bigint;
}

/** The position before every event of a log. */
export const BEFORE_FIRST_EVENT: EventPosition = { timestamp: 0, identity: 0n };

/** A comparison for `sort`: by timestamp, and within a millisecond by identity. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  return a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0;
}

/** Enough until the year 10,889. */
const TIME_BYTES = 6;
const PAYLOAD_BYTES = 1 + 5 * TIME_BYTES + 8;
const MAC_BYTES = 16;
const VERSION = 1;
const ENCODED_LENGTH = Math.ceil(((PAYLOAD_BYTES + MAC_BYTES) * 4) / 3);

/** Encodes cursors as opaque, signed strings. */
export class CursorCodec {
  readonly #key: Buffer;

  /** @param key a secret. Hosts with the same key can decode each other's cursors. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** @param log identifies the log. The cursor is invalid for any other log. */
  encode(log: string, { after, upTo, at }: Cursor): string {
    const payload = Buffer.alloc(PAYLOAD_BYTES);
    payload.writeUInt8(VERSION, 0);
    [after.prompt, after.late, upTo.prompt, upTo.late, at.timestamp].forEach((time, index) => {
      payload.writeUIntBE(time, 1 + index * TIME_BYTES, TIME_BYTES);
    });
    payload.writeBigUInt64BE(at.identity, PAYLOAD_BYTES - 8);
    return Buffer.concat([payload, this.#mac(log, payload)]).toString('base64url');
  }

  /** @returns undefined for a string that was forged, cut off, or made for another log. */
  decode(log: string, text: string): Cursor | undefined {
    if (text.length !== ENCODED_LENGTH) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    // base64url has several spellings for the same bytes. Only the one of `encode` is valid.
    if (bytes.length !== PAYLOAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== text) return undefined;
    const payload = bytes.subarray(0, PAYLOAD_BYTES);
    if (!timingSafeEqual(bytes.subarray(PAYLOAD_BYTES), this.#mac(log, payload))) return undefined;
    if (payload.readUInt8(0) !== VERSION) return undefined;
    const time = (index: number) => payload.readUIntBE(1 + index * TIME_BYTES, TIME_BYTES);
    return {
      after: { prompt: time(0), late: time(1) },
      upTo: { prompt: time(2), late: time(3) },
      at: { timestamp: time(4), identity: payload.readBigUInt64BE(PAYLOAD_BYTES - 8) },
    };
  }

  #mac(log: string, payload: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(payload).update(log).digest().subarray(0, MAC_BYTES);
  }
}
