/** Encodes the name of a log stream as one segment of a URL path: base64url of its UTF-8 bytes. Names contain slashes and brackets
 *  (`2026/11/21/[$LATEST]4b9e…`). */
export function encodeStreamName(name: string): string {
  return Buffer.from(name).toString('base64url');
}

/** @returns undefined for a segment that `encodeStreamName` does not produce. Each name has exactly one encoding. */
export function decodeStreamName(segment: string): string | undefined {
  if (segment.length > MAX_SEGMENT_LENGTH) return undefined;
  const name = Buffer.from(segment, 'base64url').toString();
  return name !== '' && encodeStreamName(name) === segment && STREAM_NAME.test(name) ? name : undefined;
}

/** The pattern of valid names.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
const STREAM_NAME = /^[^:*]{1,512}$/u;

/** For 512 characters of four bytes each. */
const MAX_SEGMENT_LENGTH = Math.ceil((512 * 4 * 4) / 3);
