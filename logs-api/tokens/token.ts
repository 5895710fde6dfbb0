import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A bearer token, with the text `<id>.<secret>`. The id may be shown and logged; the secret must not. */
export interface Token {
  readonly id: string;
  readonly secret: string;
}

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const TOKEN_PATTERN = /^([0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;
const AUTHORIZATION_PATTERN = /^Bearer +(\S+)$|^token=(\S+)$/i;

/** Creates a token with a random id and a random secret of 256 bits. */
export function createToken(): Token {
  return { id: randomBytes(ID_BYTES).toString('hex'), secret: randomBytes(SECRET_BYTES).toString('base64url') };
}

/** Parses an Authorization header: `Bearer <id>.<secret>` or `token=<id>.<secret>`. */
export function parseAuthorization(header: string | null | undefined): Token | undefined {
  const found = AUTHORIZATION_PATTERN.exec(header ?? '');
  const [, id, secret] = TOKEN_PATTERN.exec(found?.[1] ?? found?.[2] ?? '') ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** The hash that is stored for a secret. A slow hash is not needed: 256 random bits cannot be guessed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether a secret has this hash. The time of the comparison does not depend on the secret. */
export function hasHash(secret: string, hash: string): boolean {
  const actual = Buffer.from(hashSecret(secret));
  const expected = Buffer.from(hash);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
