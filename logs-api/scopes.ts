import { compileGlob } from '../core/targets/glob.ts';

/** The sender of a request, from its token. */
export interface Caller {
  /** The rate limit applies to this id. */
  readonly tokenId: string;
  /** The only domain whose API calls the caller may read; null for an operator, who may read those of every domain. */
  readonly domainId: string | null;
  readonly scopes: readonly string[];
}

/** The scope to read API calls. */
export const CALLS_SCOPE = 'logs:read:api';
/** The scope to read everything; only for operators. */
export const ALL_SCOPE = 'logs:read:*';

const SCOPE_PREFIX = 'logs:read:';
const SCOPE_PATTERN = /^logs:read:[A-Za-z0-9_\-./#$*?]{1,256}$/;

/** Whether a text is a scope: `logs:read:api`, or `logs:read:` and the name of a component or a glob. */
export function isScope(text: string): boolean {
  return SCOPE_PATTERN.test(text);
}

/** Whether the caller may read API calls. */
export function mayReadCalls({ scopes }: Caller): boolean {
  return scopes.includes(CALLS_SCOPE) || scopes.includes(ALL_SCOPE);
}

/** Whether the caller may read any component. */
export function mayReadLogs({ domainId, scopes }: Caller): boolean {
  return domainId === null && scopes.some((scope) => scope !== CALLS_SCOPE);
}

/** Whether the caller may read the log of a component. The caller of a domain may not, with any scope: a log holds the lines
 *  of all domains. */
export function mayReadComponent({ domainId, scopes }: Caller, name: string): boolean {
  if (domainId !== null) return false;
  return scopes.some(
    (scope) =>
      scope !== CALLS_SCOPE && scope.startsWith(SCOPE_PREFIX) && compileGlob(scope.slice(SCOPE_PREFIX.length))(name),
  );
}
