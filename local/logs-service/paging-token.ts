import { createHmac, timingSafeEqual } from 'node:crypto';

const HOUR_MS = 60 * 60 * 1000;
/** "The token expires after 24 hours"
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html). */
const TOKEN_LIFETIME_MS = 24 * HOUR_MS;
const SIGNATURE_BYTES = 16;

/** The list to which a token belongs. Other lists, even of the same action, reject the token. */
export interface TokenScope {
  readonly key: Uint8Array;
  readonly now: () => number;
  /** The name of the list: `DescribeLogGroups`, `FilterLogEvents/12`. */
  readonly list: string;
}

/** Creates a paging token from a cursor. The token is opaque, signed and valid for 24 hours. */
export function createToken({ key, now, list }: TokenScope, cursor: readonly (string | number)[]): string {
  const content = Buffer.from(JSON.stringify([now(), ...cursor]));
  return Buffer.concat([sign(key, list, content), content]).toString('base64url');
}

/** Reads the cursor from a token. Undefined if the token belongs to another list, was changed, or has expired. */
export function readToken({ key, now, list }: TokenScope, token: string): (string | number)[] | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const content = bytes.subarray(SIGNATURE_BYTES);
  const signature = bytes.subarray(0, SIGNATURE_BYTES);
  if (content.length === 0 || !timingSafeEqual(signature, sign(key, list, content))) return undefined;
  const [issued, ...cursor] = JSON.parse(content.toString()) as [number, ...(string | number)[]];
  return now() - issued > TOKEN_LIFETIME_MS ? undefined : cursor;
}

function sign(key: Uint8Array, list: string, content: Buffer): Buffer {
  return createHmac('sha256', key).update(list).update('\0').update(content).digest().subarray(0, SIGNATURE_BYTES);
}
