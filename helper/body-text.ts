import { cutUtf8 } from '../core/cut-utf8.ts';
import { redact } from '../core/redact/redact.ts';

/** A body is recorded up to this many bytes. */
export const LARGEST_BODY_BYTES = 8 * 1024;

export const CUT_MARK = '… [cut]';

/** What is read of a body that is cut anyway: the end of a secret may stand behind the cut. */
const READ_CHARACTERS = LARGEST_BODY_BYTES + 1024;

/** A body as it is recorded: readable, redacted, and cut with a mark.
 *  @param redactPaths from `body`, which is the body, as in an event: `body.card.number`.
 *  @returns null for no body. */
export function bodyText(body: unknown, isBase64Encoded: boolean, redactPaths: readonly string[]): string | null {
  if (body === undefined || body === null || body === '') return null;
  const whole = typeof body === 'string' ? body : (JSON.stringify(redact(body)) ?? String(body));
  const readable = isBase64Encoded ? decoded(whole) : whole;
  // A path leads into JSON, which is JSON only when it is whole.
  const limits = redactPaths.length > 0 ? {} : { characters: READ_CHARACTERS };
  const { body: redacted } = redact({ body: readable }, redactPaths, limits) as { readonly body: string };
  return cutText(redacted);
}

/** Text from Base64; a note of its size for what is no text. */
export function decoded(base64: string): string {
  return decodedBytes(Buffer.from(base64, 'base64'));
}

/** Text from UTF-8, whose last character may be cut off; a note of its size for what is no text. */
export function decodedBytes(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return text.includes('\0') ? `[binary, ${bytes.length} bytes]` : text;
  } catch {
    return `[binary, ${bytes.length} bytes]`;
  }
}

/** The text as far as it is recorded, with a mark where it goes on. */
export function cutText(text: string): string {
  return cutUtf8(text, LARGEST_BODY_BYTES, CUT_MARK);
}
