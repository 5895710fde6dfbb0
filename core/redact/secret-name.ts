/** Names whose value is a secret whole, without case, `-` and `_`. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'auth',
  'authtok',
  'cookies',
  'credentials',
  'jwt',
  'passphrase',
  'passwd',
  'pwd',
  'xamzsignature',
  'xapikey',
]);

/** Endings that make a secret of any name: `dbPassword`, `X-Amz-Security-Token`, `aws_secret_access_key`. */
const SECRET_ENDING =
  /(?:authorization|cookie|token|password|passcode|secret|apikey|secretkey|privatekey|secretaccesskey|clientkey|signingkey|encryptionkey)$/;

/** Tokens that only say where a list goes on; whoever reads logs needs them. */
const PAGING_TOKEN = /^next|(?:continuation|pagination|page|sequence|forward|backward)token$/;

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

/** Whether the header of this name may have spaces and separators inside its value. */
export function takesWholeLine(name: string): boolean {
  return WHOLE_LINE_NAME.test(normalised(name));
}

function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}
