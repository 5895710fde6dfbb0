/** Names of secrets, normalized: in lower case, without `-`, `_` and spaces, and without the `]` of `user[password]`. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'auth',
  'authtok',
  'basicauth',
  'codeverifier',
  'jsessionid',
  'jwt',
  'pass',
  'passwd',
  'phpsessid',
  'proxyauth',
  'samlresponse',
  'xamzcredential',
  'xamzsignature',
  'xauth',
  'xgoogcredential',
  'xgoogsignature',
]);

/** Endings of the names of secrets, normalized: `dbPassword`, `X-Amz-Security-Token`, `aws_secret_access_key`. */
const SECRET_ENDING =
  /(?:authorization|cookies?|token|passwords?|passcode|passphrase|pwd|secret|credentials|(?:api|secret|private|access|account|auth|client|encryption|hmac|master|session|shared|signing|ssh|subscription)key|apikeys)$/;

/** Tokens of paging are not secret, and are useful in a log. */
const PAGING_TOKEN = /(?:^next|continuation|pagination|page|batch|sequence|forward|backward)token$/;

/** Values that are never secret. */
const HARMLESS_VALUE = /^(?:null|undefined|true|false|None|nil|True|False)?$/;

/** A longer text is not a name. */
const MAX_NAME_LENGTH = 128;

/** Headers whose value may contain spaces, commas and semicolons, up to the end of the line. */
const WHOLE_LINE_NAME = /(?:authorization|cookies?)$/;

/** Whether a key, header or parameter with this name holds a secret: `Authorization`, `client_secret`, `apiKey`. */
export function isSecretName(name: string): boolean {
  if (name.length > MAX_NAME_LENGTH) return false;
  let isSecret = cache.get(name);
  if (isSecret === undefined) {
    const normalized = normalize(name);
    isSecret = SECRET_NAMES.has(normalized) || (SECRET_ENDING.test(normalized) && !PAGING_TOKEN.test(normalized));
    if (cache.size >= MAX_CACHED_NAMES) cache.clear();
    // The key is a copy: a substring would keep its whole text in memory.
    cache.set(Buffer.from(name, 'utf16le').toString('utf16le'), isSecret);
  }
  return isSecret;
}

/** Log lines repeat a small number of names. */
const cache = new Map<string, boolean>();
const MAX_CACHED_NAMES = 2000;

/** Whether a value is not a secret although its name is the name of one: null or undefined, a boolean (`password: true`), or a
 *  number of passed tests (`pass=12 fail=0`). */
export function isHarmlessValue(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return true;
  return typeof value === 'number' && isTestCount(name, String(value));
}

/** The same check for an unquoted value in a text. */
export function isHarmlessText(name: string, value: string): boolean {
  return HARMLESS_VALUE.test(value) || isTestCount(name, value);
}

function isTestCount(name: string, value: string): boolean {
  return name.toLowerCase() === 'pass' && /^\d{1,6}$/.test(value);
}

/** Whether the value of this header may contain spaces and separators, up to the end of the line. */
export function hasWholeLineValue(name: string): boolean {
  return WHOLE_LINE_NAME.test(normalize(name));
}

function normalize(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ \]]/g, '');
}
