/** Names whose value is a secret whole, without case, `-` and `_`, and without the `]` of `user[password]`. */
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

/** Endings that make a secret of any name: `dbPassword`, `X-Amz-Security-Token`, `aws_secret_access_key`. */
const SECRET_ENDING =
  /(?:authorization|cookies?|token|passwords?|passcode|passphrase|pwd|secret|credentials|(?:api|secret|private|access|account|auth|client|encryption|hmac|master|session|shared|signing|ssh|subscription)key|apikeys)$/;

/** Tokens that only say where a list goes on; whoever reads logs needs them. */
const PAGING_TOKEN = /(?:^next|continuation|pagination|page|batch|sequence|forward|backward)token$/;

/** Words and plain values that hold no secret, whatever their name. */
const NO_SECRET = /^(?:null|undefined|true|false|None|nil|True|False)?$/;

/** The longest name that is looked at: what is longer is no name. */
const LONGEST_NAME = 128;

/** Headers whose value goes to the end of the line, with spaces, commas and semicolons in it. */
const WHOLE_LINE_NAME = /(?:authorization|cookies?)$/;

/** Whether a key, header or parameter of this name holds a secret, such as `Authorization`, `client_secret` or `apiKey`. */
export function isSecretName(name: string): boolean {
  if (name.length > LONGEST_NAME) return false;
  let isSecret = known.get(name);
  if (isSecret === undefined) {
    const plain = normalised(name);
    isSecret = SECRET_NAMES.has(plain) || (SECRET_ENDING.test(plain) && !PAGING_TOKEN.test(plain));
    if (known.size >= MOST_KNOWN) known.clear();
    // A copy: a piece of a text keeps the whole text in memory.
    known.set(Buffer.from(name, 'utf16le').toString('utf16le'), isSecret);
  }
  return isSecret;
}

/** Log lines have the same few names over and over. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 2000;

/** Whether a value tells nothing, though its name is a secret's: there is none, it is a yes or a no (`password: true`), or a number
 *  of tests (`pass=12 fail=0`). */
export function isNoSecret(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return true;
  return typeof value === 'number' && isTally(name, String(value));
}

/** The same of a value without quotes in a text. */
export function isNoSecretText(name: string, value: string): boolean {
  return NO_SECRET.test(value) || isTally(name, value);
}

function isTally(name: string, value: string): boolean {
  return name.toLowerCase() === 'pass' && /^\d{1,6}$/.test(value);
}

/** Whether the header of this name may have spaces and separators inside its value. */
export function takesWholeLine(name: string): boolean {
  return WHOLE_LINE_NAME.test(normalised(name));
}

function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ \]]/g, '');
}
