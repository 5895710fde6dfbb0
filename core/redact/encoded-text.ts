import { isHarmlessText } from '../harmless-value.ts';
import { isSecretName } from '../secret-name.ts';
import { REDACTED, replaceSpans, type Span } from './spans.ts';
import { parameterEnd } from './value-end.ts';

const BODY_MEMBER = /(body\\*["']\s{0,8}:\s{0,8}\\*["'])([A-Za-z0-9+/]{16,}={0,2})/g;

/** Redacts within the Base64 bodies of API Gateway events and Lambda responses. `isBase64Encoded` comes after the body and may be
 *  cut off, so each body that may be Base64 is decoded, and replaced only when it holds a secret.
 *  @param redactText redacts the decoded text. */
export function redactBase64Body(text: string, redactText: (text: string) => string): string {
  return text.replaceAll(BODY_MEMBER, (whole, key: string, body: string) => {
    // latin1 has a character for each byte, so that binary data is unchanged when it is encoded again.
    const decoded = Buffer.from(body, 'base64').toString('latin1');
    const redacted = redactText(decoded);
    return redacted === decoded ? whole : key + Buffer.from(redacted, 'latin1').toString('base64');
  });
}

const ENCODED = /%[0-9A-Fa-f]{2}/;
/** Characters of a URL component: the name or value of a parameter, or a segment of a path. */
const COMPONENT = /[\w.~+*!%:,{}[\]()'@$|-]+/g;
const ENCODED_RUN = /(?:%[0-9A-Fa-f]{2})+/g;
const NEVER_ENCODED = /[\w.~*!'()-]/;

/** Redacts within percent-encoded text: names and values of parameters, also when they hold URLs and JSON.
 *  @param redactText redacts the decoded text. */
export function redactPercentEncoded(text: string, redactText: (text: string) => string): string {
  if (!ENCODED.test(text)) return text;
  const spans: Span[] = [];
  let readTo = 0;
  for (const { 0: component, index } of text.matchAll(COMPONENT)) {
    if (index < readTo || !ENCODED.test(component)) continue;
    const end = index + component.length;
    const decoded = decode(component);
    if (text.charAt(end) === '=' && isSecretName(decoded)) {
      const start = end + 1;
      readTo = text.startsWith(REDACTED, start) ? start + REDACTED.length : parameterEnd(text, start);
      if (!isHarmlessText(decoded, decode(text.slice(start, readTo))))
        spans.push({ start, end: readTo, mark: REDACTED });
      continue;
    }
    const redacted = redactText(decoded);
    if (redacted !== decoded) spans.push({ start: index, end, mark: encodeLike(component, redacted) });
  }
  return replaceSpans(text, spans);
}

function decode(component: string): string {
  return component.replaceAll('+', ' ').replaceAll(ENCODED_RUN, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      // It is not UTF-8, or it was cut off within a character.
      return unescape(run);
    }
  });
}

/** Encodes a text with the same rules as the component that it replaces: which characters are encoded, and whether a space is `+`. */
function encodeLike(component: string, text: string): string {
  const plain = new Set(component.replaceAll(ENCODED_RUN, ''));
  const blank = plain.delete('+') ? '+' : '%20';
  plain.delete('%');
  const encode = (character: string) => {
    if (character === ' ') return blank;
    return plain.has(character) || NEVER_ENCODED.test(character) ? character : encodeURIComponent(character);
  };
  return text
    .split(REDACTED)
    .map((part) => [...part].map(encode).join(''))
    .join(REDACTED);
}
