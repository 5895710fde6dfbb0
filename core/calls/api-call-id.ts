import { createHash } from 'node:crypto';
import type { ApiCallKey } from './api-call.ts';

/** The id of an API call: 48 bits of the request's time, then bits of what makes the request unique, in the layout of UUID
 *  version 7, so that ids sort by time and tools take them for what they look like.
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
