import { globExpression } from '../core/targets/glob.ts';

/** Whoever sent a request, as the token says. */
export interface Caller {
  /** By what requests are counted. */
  readonly tokenId: string;
  /** Whose API calls it reads: those of this domain alone; null for an operator, who may name any. */
  readonly domainId: string | null;
  readonly scopes: readonly string[];
}

/** Reads API calls. */
export const CALLS_SCOPE = 'logs:read:api';
/** Reads everything; for operators alone. */
export const ALL_SCOPE = 'logs:read:*';

const PREFIX = 'logs:read:';
const SCOPE = /^logs:read:[A-Za-z0-9_\-./#$*?]{1,256}$/;

/** Whether a text is a scope: `logs:read:api`, or `logs:read:` and a component's name, or a glob of such names. */
export function isScope(text: string): boolean {
  return SCOPE.test(text);
}

export function mayReadCalls({ scopes }: Caller): boolean {
  return scopes.includes(CALLS_SCOPE) || scopes.includes(ALL_SCOPE);
}

/** Whether there can be any component that a caller may read. */
export function mayReadLogs({ domainId, scopes }: Caller): boolean {
  return domainId === null && scopes.some((scope) => scope !== CALLS_SCOPE);
}

/** Whether a caller may read a component's log. Whoever belongs to a domain may not, whatever the scopes: logs hold the lines
 *  of all domains. */
export function mayReadComponent({ domainId, scopes }: Caller, name: string): boolean {
  if (domainId !== null) return false;
  return scopes.some(
    (scope) =>
      scope !== CALLS_SCOPE && scope.startsWith(PREFIX) && globExpression(scope.slice(PREFIX.length)).test(name),
  );
}
