import { describe, expect, it } from 'vitest';
import { type ContractHost, startLogsApi, useHost } from './logs-api-host.ts';
import { startLogsApiOnLambda } from './logs-api-on-lambda.ts';

const ROUTES = ['/logs/api', '/logs/v2/component', '/logs/v2/component/lambda/x', '/logs/v2/task/x', '/logs/nowhere'];

describe.each([
  ['logs serve', startLogsApi],
  ['Lambda behind API Gateway', startLogsApiOnLambda],
])('on %s', (_, start) => {
  const api = useHost<ContractHost>(start);

  describe('authorization', () => {
    it.each([
      ['no token', undefined],
      ['an empty header', ''],
      ['another scheme', 'Basic YTpi'],
      ['no secret', 'Bearer 0123456789ab'],
      ['an unknown id', `Bearer 0123456789ab.${'x'.repeat(43)}`],
      ['a long text', `Bearer ${'x'.repeat(4000)}`],
    ])('with %s returns 401 on every route', async (_, authorization) => {
      for (const route of ROUTES) {
        const response = await api.get(route, {
          headers: authorization === undefined ? {} : { Authorization: authorization },
        });
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
        expect(await response.json()).toEqual({
          error: 'authentication-error',
          info: expect.stringContaining('valid token'),
        });
      }
    });

    it('refuses a valid id with another secret, and a changed token', async () => {
      const [id, secret = ''] = api.tokens.domain.split('.');
      for (const text of [
        `${id}.${api.tokens.other.split('.')[1]}`,
        `${id}.${secret}x`,
        `${id}.${secret.slice(1)}`,
        `${id}.`,
      ]) {
        const response = await api.get('/logs/api', { headers: { Authorization: `Bearer ${text}` } });
        expect(response.status).toBe(401);
      }
    });

    it('accepts both schemes, in upper and lower case, and refuses a token in the URL', async () => {
      for (const authorization of [`bearer ${api.tokens.domain}`, `token=${api.tokens.domain}`]) {
        expect((await api.get('/logs/api', { headers: { Authorization: authorization } })).status).toBe(200);
      }
      expect((await api.get(`/logs/api?token=${api.tokens.domain}&access_token=${api.tokens.domain}`)).status).toBe(
        401,
      );
    });

    it('allows a domain token to read only API calls, and an operator only the logs of its scopes', async () => {
      for (const route of ROUTES.slice(1, 4)) expect((await api.get(route, { token: 'domain' })).status).toBe(403);
      const list = await api.get('/logs/v2/component', { token: 'access' });
      expect(await list.json()).toEqual([{ name: 'access/notes/prod', kind: 'access', logGroup: 'access-logs' }]);
      // The response must not reveal whether a log exists that the token may not read.
      for (const name of ['lambda/notes-create', 'lambda/none', 'create-logs']) {
        expect((await api.get(`/logs/v2/component/${name}`, { token: 'access' })).status).toBe(403);
      }
    });
  });
});
