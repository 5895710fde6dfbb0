import { REDACTED } from './spans.ts';

/** A sentence that tells a secret: `the temporary password is hunter2`, `your code is 123456`, `invalid password "hunter2"`. */
const SENTENCE =
  /\b(passwords?|passcode|passphrase|pwd|pin(?: code)?|otp|(?:verification|security|login|one[- ]time|access|authentication|confirmation|mfa|otp) code|secret(?: key)?|(?:access |refresh |bearer |auth )?token|api[ -]?key)(\s{1,4}(?:for \S{1,64} )?(?:is|was|are|to|changed to|set to|reset to|=)\s?:?\s{1,4}["'`]?|\s{1,4}["'`])([^\s"'`,;<>()\\]{4,256})/gi;
/** What follows `is` without being a secret: encodings, algorithms, versions, sizes, dates. */
const DESCRIPTION =
  /^(?:base\d+|sha-?\d+|md5|utf-?\d+|x\.?509|oauth\d?|bcrypt2?|argon2\w*|pbkdf2|http\d?|v\d[\d.]*|[\d.,:-]+(?:[a-z]{1,3}|chars?|characters|bytes|bits|minutes?|hours?|days?)?|\d{4}-\d\d-\d\dT.*)$/i;
const CODE = /^\d{4,10}$/;
const MIN_KEY_LENGTH = 12;

/** Redacts secrets in sentences. */
export function redactSentences(text: string): string {
  return text.replaceAll(SENTENCE, (whole, name: string, verb: string, found: string) => {
    const value = found.replace(/[.!?]+$/, '');
    return isSecret(name.toLowerCase(), value) ? `${name}${verb}${REDACTED}${found.slice(value.length)}` : whole;
  });
}

function isSecret(name: string, value: string): boolean {
  if (/code|pin|otp/.test(name)) return CODE.test(value);
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value) || DESCRIPTION.test(value)) return false;
  return name.startsWith('pass') || name === 'pwd' || value.length >= MIN_KEY_LENGTH;
}
