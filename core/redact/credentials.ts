import { REDACTED } from './mark.ts';

/** `Bearer …` and `Basic …`, wherever they stand, also inside a URL. */
const SCHEME = /\b(bearer|basic)(\s+|%20)([\w.~+/-]+=*)/gi;
/** What follows these words in prose, as in "Basic authentication" and "bearer token". */
const BASIC_PROSE = /^[a-z-]{1,15}\.?$/;
const BEARER_PROSE = /^(?:of|auth|authentication|authorization|tokens?|credentials?|scheme|header)\.?$/i;

/** The password in `https://user:password@host`. */
const URL_PASSWORD = /(:\/\/[^\s/@:"'<>]{0,256}:)[^\s/@"'<>]+@/g;

/** How tokens begin that are known by their look: JSON Web Tokens (and any Base64 of a JSON object), AWS session tokens. */
const TOKEN_START = /(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2}))(?:eyJ|IQoJb3|F[wQ]oG[ZD])/g;
const TOKEN_END = /[^\w.~+/=%-]/g;
/** Shorter ones hold no token. */
const SHORTEST_TOKEN = 20;

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';
const PRIVATE_KEY = /^[A-Z ]{0,32}PRIVATE KEY/;

/** A text without the credentials that are known by their look, with or without a name in front. */
export function redactCredentials(text: string): string {
  return redactTokens(redactPrivateKeys(text))
    .replaceAll(SCHEME, (whole, scheme: string, space: string, word: string) => {
      const prose = scheme.toLowerCase() === 'basic' ? BASIC_PROSE : BEARER_PROSE;
      return prose.test(word) ? whole : `${scheme}${space}${REDACTED}`;
    })
    .replaceAll(URL_PASSWORD, `$1${REDACTED}@`);
}

function redactTokens(text: string): string {
  let result = '';
  let done = 0;
  TOKEN_START.lastIndex = 0;
  for (let match = TOKEN_START.exec(text); match; match = TOKEN_START.exec(text)) {
    TOKEN_END.lastIndex = match.index;
    const end = TOKEN_END.exec(text)?.index ?? text.length;
    if (end - match.index >= SHORTEST_TOKEN) {
      result += text.slice(done, match.index) + REDACTED;
      done = end;
    }
    TOKEN_START.lastIndex = end;
  }
  return result + text.slice(done);
}

function redactPrivateKeys(text: string): string {
  let result = '';
  let done = 0;
  for (let at = text.indexOf(BEGIN); at !== -1; at = text.indexOf(BEGIN, Math.max(done, at + 1))) {
    const label = at + BEGIN.length;
    if (!PRIVATE_KEY.test(text.slice(label, label + 64))) continue;
    result += text.slice(done, at) + REDACTED;
    const footer = text.indexOf(END, label);
    const dashes = footer === -1 ? -1 : text.indexOf(DASHES, footer + END.length);
    done = dashes === -1 ? text.length : dashes + DASHES.length;
  }
  return result + text.slice(done);
}
