import { crc32 } from 'node:zlib';

export const EVENT_STREAM_CONTENT_TYPE = 'application/vnd.amazon.eventstream';

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** The length of the name (1 byte), the type of the value (1 byte), the length of the value (2 bytes). */
const HEADER_OVERHEAD_BYTES = 4;
const STRING_TYPE = 7;

/** Encodes an event of an AWS event stream. */
export function encodeEvent(type: string, contentType: string, payload: Uint8Array): Buffer {
  return encodeMessage({ ':message-type': 'event', ':event-type': type, ':content-type': contentType }, payload);
}

/** Encodes an event with a JSON payload. */
export function encodeJsonEvent(type: string, payload: object, contentType = 'application/json'): Buffer {
  return encodeEvent(type, contentType, Buffer.from(JSON.stringify(payload)));
}

/** Encodes a modeled error, which ends the stream. */
export function encodeException(type: string, message: string): Buffer {
  const headers = { ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' };
  return encodeMessage(headers, Buffer.from(JSON.stringify({ message })));
}

/** Encodes a message: the lengths and their checksum (the prelude), the headers, the payload, a checksum of the whole message.
 *  The codec of the AWS SDK is not used, because each streamed chunk is one message, and that codec takes five times as long for a
 *  small chunk.
 *  @param headers names and values in ASCII.
 *  @see https://smithy.io/2.0/aws/amazon-eventstream.html */
function encodeMessage(headers: Readonly<Record<string, string>>, payload: Uint8Array): Buffer {
  const entries = Object.entries(headers);
  let headersBytes = 0;
  for (const [name, value] of entries) headersBytes += HEADER_OVERHEAD_BYTES + name.length + value.length;
  const message = Buffer.allocUnsafe(PRELUDE_BYTES + headersBytes + payload.byteLength + CHECKSUM_BYTES);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headersBytes, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  let offset = PRELUDE_BYTES;
  for (const [name, value] of entries) {
    offset = message.writeUInt8(name.length, offset);
    offset += message.write(name, offset, 'latin1');
    offset = message.writeUInt8(STRING_TYPE, offset);
    offset = message.writeUInt16BE(value.length, offset);
    offset += message.write(value, offset, 'latin1');
  }
  message.set(payload, offset);
  message.writeUInt32BE(crc32(message.subarray(0, -CHECKSUM_BYTES)), message.length - CHECKSUM_BYTES);
  return message;
}
