/** A UTF-16 unit of a string has at most three bytes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

const encoder = new TextEncoder();

/** Cuts a text that has more than `maxBytes` in UTF-8, and appends the mark. A shorter text is unchanged. No character is split.
 *  @param mark shows that the text was cut; its bytes are not counted. */
export function cutUtf8(text: string, maxBytes: number, mark: string): string {
  if (text.length * MAX_BYTES_PER_UNIT <= maxBytes) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(maxBytes));
  return read === text.length ? text : text.slice(0, read) + mark;
}

/** The largest index up to `end` at which UTF-8 can be split without splitting a character. */
export function utf8Boundary(bytes: Uint8Array, end: number): number {
  let boundary = end;
  // The bytes of a character after its first begin with the bits 10. There are at most three of them in valid UTF-8.
  while (boundary > end - 4 && ((bytes[boundary] ?? 0) & 0xc0) === 0x80) boundary -= 1;
  return boundary;
}
