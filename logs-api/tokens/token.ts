import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A bearer token as its owner holds it: `<id>.<secret>`. The id may be shown and logged, the secret never. */
export interface Token {
  readonly id: string;
  readonly secret: string;
}

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const TOKEN = /^([0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;
const AUTHORIZATION = /^Bearer +(\S+)$|^token=(\S+)$/i;

export function createToken(): Token {
  return { id: randomBytes(ID_BYTES).toString('hex'), secret: randomBytes(SECRET_BYTES).toString('base64url') };
}

/** Reads an Authorization header: `Bearer <id>.<secret>` or `token=<id>.<secret>`. */
export function parseAuthorization(header: string | null | undefined): Token | undefined {
  const found = AUTHORIZATION.exec(header ?? '');
  const [, id, secret] = TOKEN.exec(found?.[1] ?? found?.[2] ?? '') ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** What is kept of a secret. It has 256 random bits: nobody finds it by trying, and a slow hash would add nothing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether a secret has this hash, in a time that tells nothing. */
export function hasHash(secret: string, hash: string): boolean {
  const given = Buffer.from(hashSecret(secret));
  const kept = Buffer.from(hash);
  return given.length === kept.length && timingSafeEqual(given, kept);
}
