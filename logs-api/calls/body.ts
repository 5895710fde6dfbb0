/** The largest body that is kept of a call, in bytes of UTF-8. */
export const LARGEST_BODY_BYTES = 8 * 1024;

const CUT_MARK = '… [cut]';

/** Cuts a body that is too long, and marks that it was cut. */
export function cutBody(body: string): string {
  // A character has at most three bytes a UTF-16 unit.
  if (body.length * 3 <= LARGEST_BODY_BYTES) return body;
  const bytes = Buffer.from(body);
  if (bytes.length <= LARGEST_BODY_BYTES) return body;
  let end = LARGEST_BODY_BYTES - Buffer.byteLength(CUT_MARK);
  // Not in the middle of a character: its further bytes begin with the bits 10.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end) + CUT_MARK;
}
