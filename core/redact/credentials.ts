import { isHarmlessText } from '../harmless-value.ts';
import { REDACTED, replaceSpans, type Span } from './spans.ts';

/** `Bearer …` and `Basic …` anywhere in a text, also in a URL, and after a line end in JSON. */
const SCHEME = /(?:\b|(?<=\\[nrt]))(bearer|basic)(\s+|%20|\+)([\w.~+/-]+=*)/gi;
/** Words that follow "basic" or "bearer" in prose, as in "Basic authentication" and "bearer token". */
const BASIC_PROSE = /^[a-z-]{1,15}\.?$/;
const BEARER_PROSE = /^(?:of|auth|authentication|authorization|tokens?|credentials?|scheme|header)\.?$/i;

/** The password in `https://user:password@host`. PHP escapes slashes in JSON. */
const URL_PASSWORD = /(:(?:\/\/|\\\/\\\/))([^\s/@:"'<>?#\\]{0,256}):([^\s/"'<>?#\\]*)@/g;
/** A user without a password, which may be a token: `https://token@host`. */
const URL_USER = /(:(?:\/\/|\\\/\\\/))([^\s/@:"'<>?#\\]{4,512})@(?=[\w[])/g;
/** The name of a person or a role. Longer names and names with other digits are taken for tokens. */
const USER_NAME = /^[A-Za-z]{1,20}(?:[._-][A-Za-z]{1,20}){0,3}\d{0,4}$/;
/** Passwords that say that the user is a token: `https://token:x-oauth-basic@github.com`. */
const TOKEN_MARK = /^(?:x-oauth-basic|x)?$/;

/** Signatures of requests: of AWS (versions 2 and 4) in a header or a query, of CloudFront, and of Azure. */
const SIGNATURE = /(\bSignature=(?=[0-9a-f]{64})|[?&;](?:signature|sig)=)[^\s&"'<>\\,;]+/gi;
/** Codes of OAuth and keys of Azure functions in a query. Other codes are short or words. */
const QUERY_CODE =
  /([?&](?:code|key|apikey|ticket|access_code)=)(?=[\w.~%+/=-]{0,64}\d)(?=[\w.~%+/=-]{0,64}[A-Za-z])[\w.~%+/=-]{16,}/g;
/** The `response` of Digest authentication, the `mac` of Hawk and the signature of OAuth 1, which are computed from a secret. */
const COMPUTED =
  /(\b(?:Digest\s[^\r\n]{0,400}?\bresponse|Hawk\s[^\r\n]{0,400}?\bmac|OAuth\s[^\r\n]{0,600}?\boauth_signature)=\\*"?)[\w+/=%]+/gi;
/** Schemes whose credentials follow a space, where the form of the credentials is distinct. */
const OTHER_SCHEME =
  /\b((?:negotiate|ntlm)\s+(?=[A-Za-z0-9+/]{16})|(?:ssws|geniekey|splunk|dpop|privatetoken|apikey|api-key)\s+(?=[\w-]{0,200}\d)(?=[\w.-]{16})|(?:AWS|AWS3|SharedKey|SharedKeyLite)\s+[\w-]{3,64}:(?=[A-Za-z0-9+/]{20}))[\w.~+/-]+={0,2}/gi;

/** Ids of AWS access keys. */
const ACCESS_KEY_ID = /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,28}(?![A-Za-z0-9])/;
const ACCESS_KEY_IDS = new RegExp(ACCESS_KEY_ID, 'g');
/** Text that may be a secret access key of AWS. It is only redacted in a text that has the id of an access key. */
const SECRET_ACCESS_KEY =
  /(?<![\w/+=-])(?=[A-Za-z0-9/+]{0,39}[A-Z])(?=[A-Za-z0-9/+]{0,39}\d)[A-Za-z0-9/+]{40}(?![\w/+=-])/g;
/** The start of JSON Web Tokens (and of any JSON object in Base64), of session tokens of AWS, and of private keys in Base64. */
const TOKEN_START =
  /(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2}|\\[nrt]))(?:eyJ|IQoJb3|F[wQ]oG[ZD]|LS0tLS1CRUdJTi(?!BDRVJU|BQVUJM))/g;
const TOKEN_END = /[^\w.~+/=%-]/g;
/** In characters; a shorter text is not a token. */
const MIN_TOKEN_LENGTH = 20;

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';
const PRIVATE_KEY = /^[A-Z +]{0,32}PRIVATE[ +]KEY/;

/** Redacts credentials that are recognized by their form, with or without a name before them. */
export function redactCredentials(text: string): string {
  return redactAccessKeys(redactTokens(text))
    .replaceAll(SCHEME, (whole, scheme: string, space: string, word: string) => {
      const prose = scheme.toLowerCase() === 'basic' ? BASIC_PROSE : BEARER_PROSE;
      return prose.test(word) ? whole : `${scheme}${space}${REDACTED}`;
    })
    .replaceAll(URL_PASSWORD, (whole, slashes: string, user: string, password: string) => {
      if (TOKEN_MARK.test(password)) return user === '' ? whole : `${slashes}${REDACTED}:${password}@`;
      return `${slashes}${isToken(user) ? REDACTED : user}:${isVariable(password) ? password : REDACTED}@`;
    })
    .replaceAll(URL_USER, (whole, slashes: string, user: string) =>
      USER_NAME.test(user) || isVariable(user) ? whole : `${slashes}${REDACTED}@`,
    )
    .replaceAll(SIGNATURE, `$1${REDACTED}`)
    .replaceAll(QUERY_CODE, `$1${REDACTED}`)
    .replaceAll(COMPUTED, `$1${REDACTED}`)
    .replaceAll(OTHER_SCHEME, `$1${REDACTED}`);
}

/** Whether the user of a URL is long and mixed, as a key is. */
function isToken(user: string): boolean {
  return user.length >= 16 && /\d/.test(user) && !USER_NAME.test(user);
}

/** A mark, or a variable of a shell or a template: `https://user:$PASSWORD@host`. */
function isVariable(text: string): boolean {
  return text === REDACTED || isHarmlessText('', text);
}

function redactAccessKeys(text: string): string {
  if (!ACCESS_KEY_ID.test(text)) return text;
  return text.replaceAll(SECRET_ACCESS_KEY, REDACTED).replaceAll(ACCESS_KEY_IDS, REDACTED);
}

function redactTokens(text: string): string {
  const spans: Span[] = [];
  TOKEN_START.lastIndex = 0;
  for (let match = TOKEN_START.exec(text); match; match = TOKEN_START.exec(text)) {
    TOKEN_END.lastIndex = match.index;
    const end = TOKEN_END.exec(text)?.index ?? text.length;
    if (end - match.index >= MIN_TOKEN_LENGTH) spans.push({ start: match.index, end, mark: REDACTED });
    TOKEN_START.lastIndex = end;
  }
  return replaceSpans(text, spans);
}

/** Redacts private keys in PEM format. */
export function redactPrivateKeys(text: string): string {
  const spans: Span[] = [];
  let readTo = 0;
  for (let at = text.indexOf(BEGIN); at !== -1; at = text.indexOf(BEGIN, Math.max(readTo, at + 1))) {
    const label = at + BEGIN.length;
    if (!PRIVATE_KEY.test(text.slice(label, label + 64))) continue;
    const footer = text.indexOf(END, label);
    const dashes = footer === -1 ? -1 : text.indexOf(DASHES, footer + END.length);
    readTo = dashes === -1 ? text.length : dashes + DASHES.length;
    spans.push({ start: at, end: readTo, mark: REDACTED });
  }
  return replaceSpans(text, spans);
}
