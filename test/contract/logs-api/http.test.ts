import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../core/clock.ts';
import { MemoryRateLimiter } from '../../../logs-api/rate-limiter.ts';
import { startLogsApi, useLogsApi } from './logs-api-host.ts';

const api = useLogsApi();
const ROUTES = ['/logs/api', '/logs/v2/component', '/logs/v2/component/lambda/x', '/logs/v2/task/x', '/logs/nowhere'];

describe('the Logs API over HTTP', () => {
  it('sends security headers, and does not allow other origins', async () => {
    for (const route of [...ROUTES, '/', '/openapi.json']) {
      const response = await api.get(route, { token: 'operator', headers: { Origin: 'https://evil.example.com' } });
      await response.arrayBuffer();
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cache-control': 'no-cache',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'x-content-type-options': 'nosniff',
      });
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('allows only the configured origins', async () => {
    const { host, stop } = await startLogsApi({ corsOrigins: ['https://app.example.com'] });
    try {
      const origin = async (Origin: string) =>
        (await host.get('/logs/api', { token: 'domain', headers: { Origin } })).headers.get(
          'access-control-allow-origin',
        );
      expect(await origin('https://app.example.com')).toBe('https://app.example.com');
      expect(await origin('https://evil.example.com')).toBeNull();
    } finally {
      await stop();
    }
  });

  it('does not repeat text of the request in errors', async () => {
    const mark = 'EcHoMaRk';
    const paths = [
      `/${mark}`,
      `/logs/api?limit=${mark}`,
      `/logs/api?source=${mark}`,
      `/logs/api?starting_after=${mark}`,
      `/logs/v2/component/${mark}`,
      `/logs/v2/component/lambda/quiet?cursor=${mark}`,
      `/logs/v2/component/lambda/quiet?filter=${mark}`,
      `/logs/v2/component/lambda/quiet?filter=${mark}:x`,
      `/logs/v2/task/${mark}`,
      `/logs/v2/task/x/file/${mark}`,
      `/logs/v2/functions/${mark}/streams/x/stdout`,
      `/logs/v2/functions/quiet/streams/${mark}/stdout`,
    ];
    for (const path of paths) {
      const response = await api.get(path, { token: 'operator', headers: { 'X-Mark': mark } });
      expect(response.status, path).toBeGreaterThanOrEqual(400);
      expect(response.status, path).toBeLessThan(500);
      const text = await response.text();
      expect(JSON.parse(text), path).toEqual({ error: expect.any(String), info: expect.any(String) });
      expect(text + JSON.stringify([...response.headers]), path).not.toMatch(new RegExp(mark, 'i'));
    }
    expect(api.serverErrors).toEqual([]);
  });

  it.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('refuses the method %s', async (method) => {
    const response = await api.get('/logs/api', { token: 'domain', method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
  });

  it('refuses requests that are too large', async () => {
    expect((await api.get(`/logs/api?url=${'x'.repeat(5000)}`, { token: 'domain' })).status).toBe(400);
    expect((await api.get(`/logs/api?url=${'x'.repeat(9000)}`, { token: 'domain' })).status).toBe(414);
    expect((await api.get('/logs/api', { token: 'domain', headers: { 'X-Large': 'x'.repeat(20_000) } })).status).toBe(
      431,
    );
    expect((await api.get(`/logs/v2/component/${'x'.repeat(600)}`, { token: 'operator' })).status).toBe(400);
    const filters = Array.from({ length: 17 }, () => 'filter=LEVEL:INFO').join('&');
    expect((await api.get(`/logs/v2/component/lambda/quiet?${filters}`, { token: 'operator' })).status).toBe(400);
    expect(await raw({ method: 'GET', headers: { 'Content-Length': '1000000' } })).toBe(413);
    expect(await raw({ method: 'GET', headers: { 'Transfer-Encoding': 'chunked' } })).toBe(413);
  });

  it('refuses a Host header of another machine, and other web pages', async () => {
    expect(await raw({ headers: { Host: 'evil.example.com' } })).toBe(403);
    expect(await raw({ headers: { Origin: 'https://evil.example.com' } })).toBe(403);
    expect(await raw({ headers: { 'Sec-Fetch-Site': 'cross-site' } })).toBe(403);
    expect(await raw({ headers: { Host: `localhost:${new URL(api.url).port}` } })).toBe(200);
  });
});

/** Sends a request with headers that `fetch` does not allow. */
function raw(options: { method?: string; headers: Record<string, string> }): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${api.tokens.domain}`, ...options.headers };
    const sent = request(`${api.url}/logs/api`, { ...options, headers }, (response) => {
      resolve(response.statusCode);
      response.destroy();
    });
    sent.on('error', reject);
    sent.flushHeaders();
    if (!('Content-Length' in options.headers)) sent.end();
  });
}

describe('invalid paths', () => {
  it.each([
    '/logs/v2/component/../../openapi.json/../etc/passwd',
    '/logs/v2/component/..%2f..%2fetc%2fpasswd',
    '/logs/v2/component/lambda/%2e%2e/x',
    '/logs/v2/component/lambda/notes-create%00',
    '/logs/v2/functions/quiet/streams/Li4vLi4/stdout',
    '/logs/v2/functions/quiet/streams/%2e%2e%2fx/stdout',
    '/logs/v2/functions/quiet/streams/x%0d%0aSet-Cookie:a=b/stdout',
    '/logs/v2/task/x%0d%0aLocation:evil',
  ])('return 400 or 404: %s', async (path) => {
    const response = await api.get(path, { token: 'operator' });
    expect([400, 404]).toContain(response.status);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('location')).toBeNull();
  });
});

describe('the rate limit of a token', () => {
  it('refuses the 21st request in a second with 429 and Retry-After, and does not affect other tokens', async () => {
    const { host, stop } = await startLogsApi({ rateLimiter: new MemoryRateLimiter(systemClock) });
    try {
      const responses = await Promise.all(Array.from({ length: 25 }, () => host.get('/logs/api', { token: 'domain' })));
      const refused = responses.filter(({ status }) => status === 429);
      expect(responses.filter(({ status }) => status === 200)).toHaveLength(20);
      expect(refused).toHaveLength(5);
      expect(refused[0]?.headers.get('retry-after')).toBe('1');
      expect(await refused[0]?.json()).toEqual({ error: 'rate-limit-error', info: expect.any(String) });
      expect((await host.get('/logs/api', { token: 'other' })).status).toBe(200);
    } finally {
      await stop();
    }
  });
});

describe('the OpenAPI document', () => {
  it('has the version 3.1, needs no token, and describes every route, parameter and error', async () => {
    const response = await api.get('/openapi.json');
    const document = (await response.json()) as {
      openapi: string;
      servers: { url: string }[];
      paths: Record<string, { get: { parameters?: { name: string }[]; responses: object; security: object } }>;
    };
    expect(document.openapi).toBe('3.1.0');
    // Relative to the document: https://spec.openapis.org/oas/v3.1.0#server-object
    const [server, ...others] = document.servers.map(({ url }) => new URL(url, response.url));
    expect(others).toEqual([]);
    expect(server).toEqual(new URL(api.url.endsWith('/') ? api.url.slice(0, -1) : api.url));
    const parameters = Object.fromEntries(
      Object.entries(document.paths).map(([path, { get }]) => [path, (get.parameters ?? []).map(({ name }) => name)]),
    );
    const query = ['cursor', 'skip', 'limit', 'filter'];
    expect(parameters).toEqual({
      '/logs/api': ['starting_after', 'ending_before', 'limit', 'source', 'url', 'domain'],
      '/logs/v2/component': [],
      '/logs/v2/component/{name}': ['name', ...query, 'last-event-id'],
      '/logs/v2/task/{id}': ['id', ...query],
      '/logs/v2/task/{id}/file/{file}': ['id', 'file', ...query],
      '/logs/v2/functions/{fn}/streams/{stream}/{file}': ['fn', 'stream', 'file', ...query, 'last-event-id'],
      '/logs/v2/functions/{fn}/streams/{stream}/{file}/download': ['fn', 'stream', 'file', ...query],
    });
    for (const { get } of Object.values(document.paths)) {
      expect(Object.keys(get.responses)).toEqual(expect.arrayContaining(['400', '401', '403', '404', '429', '500']));
      expect(get.security).toEqual([{ bearer: [] }]);
    }
  });
});
