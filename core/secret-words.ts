/** The words that make a name the name of a secret. All are in lower case; names are compared without `-`, `_` and spaces. */

/** Whole names. */
export const secretNames: readonly string[] = [
  'auth',
  'authtok',
  'basicauth',
  'bearer',
  'codeverifier',
  'connectsid',
  'cred',
  'creds',
  'jsessionid',
  'kennwort',
  'laravelsession',
  'masterauth',
  'mnemonic',
  'motdepasse',
  'npmauth',
  'pass',
  'passin',
  'passout',
  'phpsessid',
  'proxyauth',
  'requirepass',
  'samlresponse',
  'sasl',
  'sessid',
  'xauth',
  'xhoneycombteam',
];

/** Endings of names: `dbPassword`, `X-Amz-Security-Token`, `aws_secret_access_key`. */
export const secretEndings: readonly string[] = [
  'aspnetsessionid',
  'authorization',
  'bearertoken',
  'cookie',
  'credential',
  'jwt',
  'onetimepassword',
  'passcode',
  'passphrase',
  'passwd',
  'passwort',
  'password',
  'passwrd',
  'pswd',
  'pwd',
  '(?:db|user|smtp|mail|my|ftp|root|admin|login|http|proxy|sql|pg|redis|store|key)pass',
  '(?:recovery|secret|seed|mnemonic|backup)phrase',
  '(?:access|account|aws|secret|shared)accesskey',
  'secret',
  '(?<!unexpected)token',
  'xamzsignature',
  'xgoogsignature',
];

/** What a key belongs to when it is secret. Keys of tables, caches, files and objects are not secret. */
export const keyOwners: readonly string[] = [
  ...['access', 'account', 'activation', 'admin', 'aes', 'api', 'app', 'application', 'auth', 'authorization'],
  ...['bot', 'cipher', 'client', 'consumer', 'cookie', 'crypto', 'decrypt', 'decryption', 'deploy', 'developer'],
  ...['encrypt', 'encryption', 'encryptioncustomer', 'function', 'functions', 'gpg', 'hmac', 'ingest', 'ingestion'],
  ...['insert', 'integration', 'jwt', 'licence', 'license', 'master', 'merchant', 'pass', 'pgp', 'private'],
  ...['recovery', 'registration', 'rsa', 'secret', 'security', 'server', 'service', 'session', 'shared', 'signature'],
  ...['signing', 'ssh', 'ssl', 'subscription', 'symmetric', 'tls', 'unlock', 'webhook', 'wrapping', 'write'],
  ...['anthropic', 'aws', 'azure', 'datadog', 'fastly', 'firebase', 'gemini', 'github', 'google', 'mailgun', 'maps'],
  ...['openai', 'sendgrid', 'sentry', 'slack', 'stripe', 'twilio'],
];

/** Words after which a token is not secret. Tokens of paging are useful in a log. */
export const pagingTokens: readonly string[] = [
  ...[
    '^next',
    '^prev',
    '^previous',
    'backward',
    'batch',
    'clientrequest',
    'continuation',
    'cursor',
    'delta',
    'forward',
  ],
  ...['idempotency', 'page', 'pagination', 'resume', 'scroll', 'sequence', 'sync', 'unexpected'],
];

/** What counts tokens of a language model. */
export const countedTokens: readonly string[] = [
  ...['audio', 'cached', 'completion', 'creation', 'estimated', 'input', 'max', 'min', 'num', 'output', 'prompt'],
  ...['reasoning', 'remaining', 'text', 'thinking', 'total', 'used'],
];

/** Endings of names whose values are secret only if they look so. Here, each word has a `_` before it. */
export const looseNames = {
  pin: '_pins?|_pin_(?:code|number|block)|_pincode|_pinnumber',
  cvv: '_(?:cvv|cvc|cvn|cav|csc)|_card_?verification(?:_?value)?|_card_?code',
  card: '_pan|_(?:card|cc|credit_?card|debit_?card)_?(?:number|num|no)|_credit_?card|_debit_?card|_primary_account_number',
  ssn: '_ssn|_social_security(?:_(?:number|no))?',
  code: '_(?:otp|totp|hotp|mfa|2fa|tfa)|(?:_(?:auth|authorization|oauth|verification|verify|confirmation|security|access|login|mfa|otp|totp|sms|2fa|tfa|factor|backup|recovery|reset|device|activation|unlock|time|pass))_?codes?|_(?:authcode|otpcode|securitycode)',
  random: '_csrf|_xsrf|_signature|_hmac|_hmac_sha|_signature_sha|_sig',
} as const;

/** Words at the end of a name after which its value is still the secret. */
export const valueWords: ReadonlySet<string> = new Set([
  ...['value', 'values', 'val', 'string', 'str', 'text', 'txt', 'plain', 'plaintext', 'cleartext', 'raw', 'binary'],
  ...['hash', 'hashed', 'digest', 'salt', 'hex', 'base', 'base64', 'b64', 'enc', 'encrypted', 'encoded', 'ciphertext'],
  ...['bcrypt', 'scrypt', 'argon', 'sha', 'md', 'bytes', 'blob', 'data', 'content', 'json', 'pem'],
  ...['confirm', 'confirmation', 'confirmed', 'again', 'repeat', 'repeated', 'retype', 'verify', 'verification'],
  ...['new', 'old', 'current', 'previous', 'prev', 'temp', 'tmp', 'temporary', 'initial', 'default', 'original'],
  ...['prod', 'production', 'live', 'test', 'testing', 'dev', 'development', 'staging', 'stage', 'stg', 'qa', 'uat'],
  ...['sandbox', 'local', 'primary', 'secondary', 'main', 'backup', 'admin', 'root', 'fallback', 'override', 'copy'],
  ...['list', 'array', 'read', 'write', 'v'],
]);
