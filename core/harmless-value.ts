import { type SecretKind, secretKind } from './secret-name.ts';

/** Words that are not secrets: no value, a state, a type, or the mark of another program. */
const WORDS = [
  ...[
    'null',
    'undefined',
    'none',
    'nil',
    'true',
    'false',
    'yes',
    'no',
    'on',
    'off',
    'ok',
    'n/a',
    'na',
    'empty',
    'unset',
  ],
  ...['set', 'present', 'absent', 'missing', 'required', 'optional', 'valid', 'invalid', 'expired', 'revoked'],
  ...['rejected', 'accepted', 'verified', 'unverified', 'enabled', 'disabled', 'unknown', 'success', 'successful'],
  ...['failed', 'failure', 'error', 'denied', 'granted', 'allowed', 'forbidden', 'unauthorized', 'incorrect', 'wrong'],
  ...['redacted', 'masked', 'hidden', 'filtered', 'omitted', 'removed', 'protected', 'encrypted', 'refreshed'],
  ...['created', 'updated', 'deleted', 'rotated', 'changed', 'generated', 'found', 'unused', 'mismatch', 'sent'],
  ...['string', 'number', 'boolean', 'object', 'array', 'integer', 'default'],
].join('|');
const HARMLESS_WORD = new RegExp(`^(?:${WORDS})?[.!?;]?$`, 'i');
/** A mark in the place of the value. The closing bracket may be missing: it can end an unquoted value. */
const MARK = new RegExp(`^(?:[<([](?:${WORDS}|secret|token|password)[>)\\]]?|<[a-z][\\w .-]{0,40}>?)$`, 'i');
/** A variable: of a shell, a template, a query or a format. */
const VARIABLE =
  /^(?:\?|\$\d{1,3}|:[a-z_]{1,40}|@[pP]\d{1,3}|@\w{0,20}(?:[pP]assword|[tT]oken|[sS]ecret)|%[sdv]|%\(\w{1,40}\)s|\$[A-Z][A-Z_]{2,60}|\$\{[\w.:-]{1,60}\}?|%[A-Z_]{3,60}%|\{\{[^{}]{1,80}\}{0,2})$/;
const MASKED = /^[\w .:-]{0,8}(?:[*•]{3,}|x{6,}|X{6,}|\.{3}|…)[\w .:-]{0,8}$/;
const ARN = /^arn:aws[\w-]{0,20}:[\w-]{1,40}:[\w:/.+=,@-]{0,200}$/;
const KIND_OF_AUTHORIZATION =
  /^(?:basic|bearer|digest|iam|aws_iam|jwt|oauth2?|openid|oidc|saml|cognito(?:_user_pools)?|custom|api[_-]?key|token|session|ldap|anonymous|lambda|request)$/i;
/** `PWD` is the working directory in a shell. */
const PATH = /^(?:~|(?:~?\/[\w.-]{1,64}){1,20}\/?|[A-Za-z]:\\[\w\\ .-]{0,200})$/;
const COUNT = /^[-+]?\d[\d.,_]{0,20}[kKmM%]?$/;

/** A sentence about a secret: `must be at least 8 characters`. A longer text is not checked. */
const MAX_SENTENCE_LENGTH = 200;
const SENTENCE =
  /^(?:your |the |a |this |new |old |current )?(?:must|should|is|are|was|has|have|had|cannot|can't|could|does|doesn't|do|don't|did|not|no|too|at (?:least|most)|may only|please|will|would|needs?|requires?|required|invalid|missing|incorrect|wrong|expired|failed|failure|unable|enter|expected|contains?|minimum|maximum|between|(?:field|value)(?= is)|passwords?|token|secret|key|code|pin|cookie|authorization|authentication|credentials?|weak|bad)(?: [A-Za-z0-9'",()/:-]{1,24}){1,24}[.!?]?$/i;

const SECRET_VALUES: Readonly<Partial<Record<SecretKind, RegExp>>> = {
  pin: /^\d(?:[ -]?\d){3,11}$/,
  cvv: /^\d{3,4}$/,
  card: /^\d(?:[ -]?\d){11,18}$/,
  ssn: /^\d{3}[ -]?\d\d[ -]?\d{4}$/,
  code: /^(?=\D{0,100}\d)[\w.~+/=-]{4,}$|^\d{3}[ -]\d{3}$/,
  random: /^(?=\D{0,100}\d)\S{8,}$/,
};

/** A longer text is not searched. */
const MAX_SECRET_LENGTH = 512;

/** Whether a text is not a secret although its name is the name of one: no value, a state, a mark, a variable, a sentence, a number
 *  of passed tests (`pass=12 fail=0`), or a value that the name does not have when it is secret (`pin=top`). */
export function isHarmlessText(name: string, value: string): boolean {
  if (value.length <= MAX_SENTENCE_LENGTH) {
    if (HARMLESS_WORD.test(value) || VARIABLE.test(value) || MARK.test(value)) return true;
    if (MASKED.test(value) || ARN.test(value) || SENTENCE.test(value) || isHarmlessHere(name.toLowerCase(), value))
      return true;
  }
  const kind = secretKind(name);
  if (kind === undefined || kind === 'secret') return false;
  if (kind === 'plural') return COUNT.test(value);
  if (value.length > MAX_SECRET_LENGTH) return kind !== 'code' && kind !== 'random';
  return !(SECRET_VALUES[kind] as RegExp).test(value);
}

function isHarmlessHere(name: string, value: string): boolean {
  if (name === 'pass') return /^\d{1,6}$/.test(value);
  if (name === 'pwd' || name === 'oldpwd') return PATH.test(value);
  return /auth(?:orization)?$/.test(name) && KIND_OF_AUTHORIZATION.test(value);
}

/** The same for any value. An object or a list is harmless when everything in it is, or when only its texts can be secret. */
export function isHarmlessValue(name: string, value: unknown): boolean {
  try {
    return isHarmlessPart(name, value, { left: MAX_PARTS });
  } catch {
    // A getter threw.
    return false;
  }
}

/** An object or a list with more values is not checked. */
const MAX_PARTS = 64;

function isHarmlessPart(name: string, value: unknown, parts: { left: number }): boolean {
  parts.left -= 1;
  switch (typeof value) {
    case 'string':
      return isHarmlessText(name, value);
    case 'number':
    case 'bigint':
      return isHarmlessText(name, String(value));
    case 'object': {
      if (value === null) return true;
      const kind = secretKind(name);
      const prototype = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && !Array.isArray(value)) return false;
      // Names such as `pin` and `signature` also name objects. Their members are checked by their own names.
      if (kind !== 'secret' && kind !== 'plural' && !Array.isArray(value)) return true;
      const values = Object.values(value);
      return values.length <= parts.left && values.every((each) => isHarmlessPart(name, each, parts));
    }
    default:
      return value === undefined || typeof value === 'boolean';
  }
}
