/** A log stream's name as one segment of a URL's path: base64url of its UTF-8. Names hold slashes and brackets
 *  (`2026/11/21/[$LATEST]4b9e…`). */
export function encodeStreamName(name: string): string {
  return Buffer.from(name).toString('base64url');
}

/** @returns undefined for what `encodeStreamName` does not make: each name has one spelling. */
export function decodeStreamName(segment: string): string | undefined {
  if (segment.length > LONGEST_SEGMENT) return undefined;
  const name = Buffer.from(segment, 'base64url').toString();
  return name !== '' && encodeStreamName(name) === segment && STREAM_NAME.test(name) ? name : undefined;
}

/** What the service takes for a name.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
const STREAM_NAME = /^[^:*]{1,512}$/u;

/** 512 characters of four bytes. */
const LONGEST_SEGMENT = Math.ceil((512 * 4 * 4) / 3);
