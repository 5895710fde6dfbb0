import { expect, it } from 'vitest';
import { type Caller, isScope, mayReadCalls, mayReadComponent, mayReadLogs } from '../../logs-api/scopes.ts';

const caller = (domainId: string | null, ...scopes: string[]): Caller => ({ tokenId: 't', domainId, scopes });

it.each([
  [['logs:read:*'], 'lambda/x', true],
  [['logs:read:lambda/*'], 'lambda/x', true],
  [['logs:read:lambda/*'], 'access/x/prod', false],
  [['logs:read:lambda/x'], 'lambda/xy', false],
  [['logs:read:lambda/x'], 'my-lambda/x', false],
  [['logs:read:l.mbda/x'], 'lambda/x', false],
  [['logs:read:api'], 'api', false],
  [['logs:write:*'], 'lambda/x', false],
  [[], 'lambda/x', false],
])('an operator with %j may read %s: %s', (scopes, name, may) => {
  expect(mayReadComponent(caller(null, ...scopes), name)).toBe(may);
});

it('a domain may read its calls, and no log with any scope', () => {
  const domain = caller('acme', 'logs:read:*', 'logs:read:lambda/*');
  expect(mayReadCalls(domain)).toBe(true);
  expect(mayReadLogs(domain)).toBe(false);
  expect(mayReadComponent(domain, 'lambda/x')).toBe(false);
  expect(mayReadCalls(caller('acme', 'logs:read:lambda/*'))).toBe(false);
});

it.each([
  ['logs:read:*', true],
  ['logs:read:api-gateway/notes/prod', true],
  ['logs:read:', false],
  ['logs:read:a b', false],
  ['logs:write:x', false],
  [' logs:read:x', false],
])('%j is a scope: %s', (text, is) => {
  expect(isScope(text)).toBe(is);
});
