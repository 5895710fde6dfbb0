import { cutUtf8 } from '../core/cut-utf8.ts';
import { redact } from '../core/redact/redact.ts';

/** The maximum size of a recorded body, in bytes of UTF-8. */
export const MAX_BODY_BYTES = 8 * 1024;

/** The end of a recorded body that was cut. */
export const CUT_MARK = '… [cut]';

/** The number of characters that are redacted before the text is cut. It is greater than the recorded size, because a secret may
 *  end after the cut. */
const MAX_REDACTED_CHARACTERS = MAX_BODY_BYTES + 1024;

/** The text of a body for a record: decoded, redacted, and cut at 8 KB with a mark.
 *  @param redactPaths paths to secrets, as from the root of an event: `body.card.number`.
 *  @returns null when there is no body. */
export function bodyText(body: unknown, isBase64Encoded: boolean, redactPaths: readonly string[]): string | null {
  if (body === undefined || body === null || body === '') return null;
  const whole = typeof body === 'string' ? body : (JSON.stringify(redact(body)) ?? String(body));
  const readable = isBase64Encoded ? decodeBase64(whole) : whole;
  // Paths are found only in whole JSON: a cut body cannot be parsed.
  const limits = redactPaths.length > 0 ? {} : { characters: MAX_REDACTED_CHARACTERS };
  const { body: redacted } = redact({ body: readable }, redactPaths, limits) as { readonly body: string };
  return cutText(redacted);
}

/** Decodes Base64 to text; binary data gives a note of its size. */
export function decodeBase64(base64: string): string {
  return decodeUtf8(Buffer.from(base64, 'base64'));
}

/** Decodes UTF-8, whose last character may be incomplete; binary data gives a note of its size. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return text.includes('\0') ? `[binary, ${bytes.length} bytes]` : text;
  } catch {
    return `[binary, ${bytes.length} bytes]`;
  }
}

/** Cuts a text at 8 KB, and marks the cut. */
export function cutText(text: string): string {
  return cutUtf8(text, MAX_BODY_BYTES, CUT_MARK);
}
