import { createHash } from 'node:crypto';
import { isUuid } from '../uuid.ts';
import type { ApiCallKey } from './api-call.ts';

/** The id of an API call: 48 bits of the request's time, then a hash of what identifies the request, in the layout of UUID version
 *  7. The ids sort by time, and other tools accept them as UUIDs.
 *  @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7 */
export function apiCallId({ time, apiId, stage, uniqueId }: ApiCallKey): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(time, 0, 6);
  createHash('sha256').update(`${apiId}/${stage}/${uniqueId}`).digest().copy(bytes, 6, 0, 10);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Whether a text has the form of an `ApiCall.id`. */
export function isApiCallId(text: string): boolean {
  return isUuid(text);
}

/** The time of the call with this id, as epoch milliseconds: the first 48 bits. */
export function timeOfApiCall(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Whether the 48 bits of an id have room for a time. The time may have a fraction. */
export function fitsApiCallId(time: number): boolean {
  return time >= 0 && time < 2 ** 48;
}
