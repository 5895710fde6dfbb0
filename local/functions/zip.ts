import { inflateRawSync } from 'node:zlib';

/** A file in a zip archive. */
export interface ZipEntry {
  /** The path of the file in the archive, separated by `/`. */
  readonly name: string;
  /** The Unix permissions of the file; 0 if the archive has none. */
  readonly mode: number;
  /** @throws Error when the content is damaged. */
  content(): Buffer;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
/** Lambda's limit for an unpacked function with its layers.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_UNPACKED_BYTES = 250 * 1024 * 1024;

/** Reads the files of a zip archive, without its folders. Supports the features of deployment packages: stored and deflated files,
 *  no encryption, less than 4 GiB.
 *  @throws Error when it is not such an archive, or a file's path leads outside of the target folder.
 *  @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export function readZip(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > archive.length || archive.readUInt32LE(end) !== END_OF_DIRECTORY) {
    throw new Error('it is not a zip archive');
  }
  const count = archive.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let total = 0;
  let offset = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (offset + 46 > end || archive.readUInt32LE(offset) !== DIRECTORY_ENTRY) {
      throw new Error('its table of contents is damaged');
    }
    const nameLength = archive.readUInt16LE(offset + 28);
    const name = archive.toString('utf8', offset + 46, offset + 46 + nameLength);
    total += archive.readUInt32LE(offset + 24);
    if (total > MAX_UNPACKED_BYTES) throw new Error(`it contains more than ${MAX_UNPACKED_BYTES} bytes`);
    if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..')) {
      throw new Error(`it contains a file outside of its folder: ${name}`);
    }
    if (!name.endsWith('/')) entries.push(readEntry(archive, offset, name));
    offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return entries;
}

function readEntry(archive: Buffer, offset: number, name: string): ZipEntry {
  const isFromUnix = archive.readUInt8(offset + 5) === 3;
  const method = archive.readUInt16LE(offset + 10);
  const packedBytes = archive.readUInt32LE(offset + 20);
  const bytes = archive.readUInt32LE(offset + 24);
  const local = archive.readUInt32LE(offset + 42);
  return {
    name,
    mode: isFromUnix ? (archive.readUInt32LE(offset + 38) >>> 16) & 0o777 : 0,
    content() {
      if (local + 30 > archive.length || archive.readUInt32LE(local) !== LOCAL_ENTRY) {
        throw new Error(`its entry ${name} is damaged`);
      }
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const packed = archive.subarray(start, start + packedBytes);
      const content = method === 8 ? inflateRawSync(packed, { maxOutputLength: Math.max(bytes, 1) }) : packed;
      if ((method !== 0 && method !== 8) || content.length !== bytes) throw new Error(`its entry ${name} is damaged`);
      return content;
    },
  };
}
