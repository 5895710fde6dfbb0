import { createHmac, timingSafeEqual } from 'node:crypto';

const HOUR_MS = 60 * 60 * 1000;
/** "The token expires after 24 hours"
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html). */
const TOKEN_LIFE_MS = 24 * HOUR_MS;
const SIGNATURE_BYTES = 16;

/** What a token is good for: another list, or another list of the same action, refuses it. */
export interface TokenScope {
  readonly key: Uint8Array;
  readonly now: () => number;
  /** Names the list: `DescribeLogGroups`, `FilterLogEvents/12`. */
  readonly list: string;
}

/** Makes a paging token that holds a cursor: opaque, signed, for 24 hours. */
export function sealToken({ key, now, list }: TokenScope, cursor: readonly (string | number)[]): string {
  const content = Buffer.from(JSON.stringify([now(), ...cursor]));
  return Buffer.concat([sign(key, list, content), content]).toString('base64url');
}

/** The cursor in a token; undefined when the token is of another list, was changed, or is too old. */
export function openToken({ key, now, list }: TokenScope, token: string): (string | number)[] | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const content = bytes.subarray(SIGNATURE_BYTES);
  const signature = bytes.subarray(0, SIGNATURE_BYTES);
  if (content.length === 0 || !timingSafeEqual(signature, sign(key, list, content))) return undefined;
  const [issued, ...cursor] = JSON.parse(content.toString()) as [number, ...(string | number)[]];
  return now() - issued > TOKEN_LIFE_MS ? undefined : cursor;
}

function sign(key: Uint8Array, list: string, content: Buffer): Buffer {
  return createHmac('sha256', key).update(list).update('\0').update(content).digest().subarray(0, SIGNATURE_BYTES);
}
