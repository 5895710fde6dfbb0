import { isNoSecretText, isSecretName } from '../secret-name.ts';
import { REDACTED } from './mark.ts';
import { replaceSpans, type Span } from './spans.ts';
import { parameterEnd } from './value-end.ts';

const ENCODED = /%[0-9A-Fa-f]{2}/;
/** What is encoded together: the name of a parameter, its value, a part of a path. */
const COMPONENT = /[\w.~+*!%:,{}[\]()'@$|-]+/g;
const ENCODED_RUN = /(?:%[0-9A-Fa-f]{2})+/g;
const NEVER_ENCODED = /[\w.~*!'()-]/;

/** A text in whose percent-encoded pieces `redactText` has had its way: names and values of parameters, URLs and JSON in them. */
export function redactPercentEncoded(text: string, redactText: (text: string) => string): string {
  if (!ENCODED.test(text)) return text;
  const spans: Span[] = [];
  let done = 0;
  for (const { 0: component, index } of text.matchAll(COMPONENT)) {
    if (index < done || !ENCODED.test(component)) continue;
    const end = index + component.length;
    const decoded = decode(component);
    if (text.charAt(end) === '=' && isSecretName(decoded)) {
      const start = end + 1;
      done = text.startsWith(REDACTED, start) ? start + REDACTED.length : parameterEnd(text, start);
      if (!isNoSecretText(decoded, text.slice(start, done))) spans.push({ start, end: done, mark: REDACTED });
      continue;
    }
    const redacted = redactText(decoded);
    if (redacted !== decoded) spans.push({ start: index, end, mark: encodedAs(component, redacted) });
  }
  return replaceSpans(text, spans);
}

function decode(component: string): string {
  return component.replaceAll('+', ' ').replaceAll(ENCODED_RUN, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      // Not UTF-8, or cut off inside of a character.
      return unescape(run);
    }
  });
}

/** A text, encoded in the way of the component that it replaces. */
function encodedAs(component: string, text: string): string {
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
