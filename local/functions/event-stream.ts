import { crc32 } from 'node:zlib';

/** One event of an AWS event stream: two lengths and their checksum, the headers, the payload, a checksum of all.
 *  @see https://smithy.io/2.0/aws/amazon-eventstream.html */
export function encodeEvent(type: string, contentType: string, payload: Uint8Array): Buffer {
  const headers = Buffer.concat([
    encodeHeader(':message-type', 'event'),
    encodeHeader(':event-type', type),
    encodeHeader(':content-type', contentType),
  ]);
  const total = 12 + headers.length + payload.byteLength + 4;
  const event = Buffer.alloc(total);
  event.writeUInt32BE(total, 0);
  event.writeUInt32BE(headers.length, 4);
  event.writeUInt32BE(crc32(event.subarray(0, 8)), 8);
  event.set(headers, 12);
  event.set(payload, 12 + headers.length);
  event.writeUInt32BE(crc32(event.subarray(0, total - 4)), total - 4);
  return event;
}

const STRING = 7;

function encodeHeader(name: string, value: string): Buffer {
  const header = Buffer.alloc(1 + name.length + 1 + 2 + value.length);
  header.writeUInt8(name.length, 0);
  header.write(name, 1, 'latin1');
  header.writeUInt8(STRING, 1 + name.length);
  header.writeUInt16BE(value.length, 2 + name.length);
  header.write(value, 4 + name.length, 'latin1');
  return header;
}
