import { crc32 } from 'node:zlib';

const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;
/** The header value type "string". */
const STRING_TYPE = 7;

/** One message of an AWS event stream: lengths and their checksum, headers, payload, checksum of all
 *  (https://smithy.io/2.0/aws/amazon-eventstream.html). */
export function encodeMessage(headers: Readonly<Record<string, string>>, payload: object): Buffer {
  const headerBytes = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const body = Buffer.from(JSON.stringify(payload));
  const message = Buffer.alloc(PRELUDE_BYTES + headerBytes.length + body.length + CRC_BYTES);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headerBytes.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headerBytes.copy(message, PRELUDE_BYTES);
  body.copy(message, PRELUDE_BYTES + headerBytes.length);
  message.writeUInt32BE(crc32(message.subarray(0, -CRC_BYTES)), message.length - CRC_BYTES);
  return message;
}

/** A message that holds one event of the stream. */
export function encodeEvent(type: string, payload: object, contentType = 'application/json'): Buffer {
  return encodeMessage({ ':message-type': 'event', ':event-type': type, ':content-type': contentType }, payload);
}

/** A message that ends the stream with a modeled error. */
export function encodeException(type: string, message: string): Buffer {
  const headers = { ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' };
  return encodeMessage(headers, { message });
}

function encodeHeader(name: string, value: string): Buffer {
  const nameBytes = Buffer.from(name);
  const valueBytes = Buffer.from(value);
  const head = Buffer.alloc(nameBytes.length + 4);
  head.writeUInt8(nameBytes.length, 0);
  nameBytes.copy(head, 1);
  head.writeUInt8(STRING_TYPE, nameBytes.length + 1);
  head.writeUInt16BE(valueBytes.length, nameBytes.length + 2);
  return Buffer.concat([head, valueBytes]);
}
