import { ALL_SCOPE, type Caller } from '../scopes.ts';
import { createToken, hasHash, hashSecret, parseAuthorization } from './token.ts';

/** A token for one operator, valid until the process ends. */
export class SessionToken {
  readonly text: string;
  readonly #id: string;
  readonly #hash: string;

  constructor() {
    const { id, secret } = createToken();
    this.text = `${id}.${secret}`;
    this.#id = id;
    this.#hash = hashSecret(secret);
  }

  /** The caller of an Authorization header; undefined when it does not hold this token. */
  verify(authorization: string | null): Caller | undefined {
    const token = parseAuthorization(authorization);
    if (!token || !hasHash(token.secret, this.#hash) || token.id !== this.#id) return undefined;
    return { tokenId: token.id, domainId: null, scopes: [ALL_SCOPE] };
  }
}
