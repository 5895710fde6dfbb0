const BODY = /(body\\*["']\s{0,8}:\s{0,8}\\*["'])([A-Za-z0-9+/]{16,}={0,2})/g;

/** A text of an API Gateway event, or of an answer to one, in whose Base64 body `redactText` has had its way. Whether the body is
 *  encoded (`isBase64Encoded`), API Gateway says behind it, where the text may be cut off: whatever may be Base64 is looked into. */
export function redactBase64Body(text: string, redactText: (text: string) => string): string {
  return text.replaceAll(BODY, (whole, key: string, body: string) => {
    // Each byte a character: what is no text comes back as it was.
    const decoded = Buffer.from(body, 'base64').toString('latin1');
    const redacted = redactText(decoded);
    return redacted === decoded ? whole : key + Buffer.from(redacted, 'latin1').toString('base64');
  });
}
