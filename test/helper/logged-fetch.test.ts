import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { restEvent } from './gateway-events.ts';
import { lambdaContext, loadHelper } from './loaded-helper.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startHelper() {
  const { loggedFetch, withLogging, lines, text } = await loadHelper({ AWS_LAMBDA_FUNCTION_NAME: 'subject' });
  const calls = () => lines().flatMap((line) => (line.apiCall?.source === 'webhook' ? [line.apiCall] : []));
  return { loggedFetch, withLogging, calls, lines, text };
}

describe('loggedFetch', () => {
  it('writes one record for each call, with the user and domain of the request, without secrets', async () => {
    const url = await serve((_, response) => response.writeHead(202).end('{"token":"s3cr3t-planted","ok":true}'));
    const { loggedFetch, withLogging, calls, lines, text } = await startHelper();
    const handler = withLogging(async (..._: unknown[]) => {
      const response = await loggedFetch(`${url}/hook?api_key=s3cr3t-planted`, {
        method: 'post',
        headers: { 'User-Agent': 'notes', Authorization: 'Bearer s3cr3t-planted' },
        body: '{"note":"milk","password":"s3cr3t-planted"}',
      });
      return { statusCode: response.status, body: await response.text() };
    });
    const result = await handler(restEvent({ authorizer: { principalId: 'ann', domainId: 'shop' } }), lambdaContext());
    expect(result).toEqual({ statusCode: 202, body: '{"token":"s3cr3t-planted","ok":true}' });
    expect(calls()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        userId: 'ann',
        domainId: 'shop',
        source: 'webhook',
        ip: '-',
        method: 'POST',
        url: `${url}/hook?api_key=[redacted]`,
        route: null,
        status: 202,
        createdAt: expect.any(String),
        request: '{"note":"milk","password":"[redacted]"}',
        response: '{"token":"[redacted]","ok":true}',
        latencyMs: expect.any(Number),
        error: null,
        userAgent: 'notes',
        requestId: expect.any(String),
        functionRequestId: 'lambda-request',
        traceId: '1-5759e988-bd862e3f',
        extendedRequestId: expect.any(String),
      },
    ]);
    expect(lines().map((line) => (line.apiCall as { source: string }).source)).toEqual(['webhook', 'api']);
    expect(text()).not.toContain('s3cr3t-planted');
  });

  it('records the function’s name as the domain of a call outside an invocation', async () => {
    const url = await serve((_, response) => response.writeHead(204).end());
    const { loggedFetch, calls } = await startHelper();
    await loggedFetch(new URL(url));
    await expect.poll(calls).toMatchObject([{ userId: null, domainId: 'subject', status: 204, response: null }]);
  });

  it('throws what fetch throws, and records the error', async () => {
    const url = await serve((request) => request.socket.destroy());
    const { loggedFetch, calls } = await startHelper();
    await expect(loggedFetch(url)).rejects.toThrow(TypeError);
    await expect(loggedFetch('no url')).rejects.toThrow('Failed to parse URL');
    expect(calls()).toMatchObject([
      { status: 0, error: expect.stringMatching(/^TypeError: fetch failed \(.+\)$/) },
      { status: 0, error: expect.stringContaining('Failed to parse URL'), url: 'no url' },
    ]);
  });

  it('returns a long response completely, and records its beginning', async () => {
    const url = await serve((_, response) => response.end('x'.repeat(1_000_000)));
    const { loggedFetch, calls } = await startHelper();
    const response = await loggedFetch(url);
    expect((await response.text()).length).toBe(1_000_000);
    await expect.poll(calls).toMatchObject([{ response: `${'x'.repeat(8192)}… [cut]` }]);
  });

  it('records a call when the invocation ends, with the part of the body that has arrived', async () => {
    const open: ServerResponse[] = [];
    const url = await serve((request, response) => {
      open.push(response);
      if (request.url === '/begun') response.write('begun');
    });
    const { loggedFetch, withLogging, calls } = await startHelper();
    const abort = new AbortController();
    let pending: Promise<unknown> | undefined;
    await withLogging(async (..._: unknown[]) => {
      const response = await loggedFetch(`${url}/begun`, { signal: abort.signal });
      const reader = response.body?.getReader();
      await reader?.read();
      pending = loggedFetch(`${url}/silent`, { signal: abort.signal }).catch((error: Error) => error.name);
    })(restEvent(), lambdaContext());
    expect(calls()).toMatchObject([
      { url: `${url}/begun`, status: 200, response: 'begun… [cut]', error: null },
      { url: `${url}/silent`, status: 0, error: 'no response before the invocation ended' },
    ]);
    abort.abort();
    expect(await pending).toBe('AbortError');
    // There is still only one record for each call.
    expect(calls()).toHaveLength(2);
  });

  it.each([
    ['parameters', new URLSearchParams({ password: 's3cr3t', a: '1' }), 'password=[redacted]&a=1'],
    ['bytes', new TextEncoder().encode('plain'), 'plain'],
    ['a stream', new Blob(['plain']).stream(), '[stream]'],
    ['a form', new FormData(), '[stream]'],
  ])('sends a body of %s unchanged', async (_, body, expected) => {
    const url = await serve((request, response) => request.pipe(response));
    const { loggedFetch, calls } = await startHelper();
    const response = await loggedFetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
    await response.arrayBuffer();
    await expect.poll(calls).toMatchObject([{ method: 'POST', request: expected }]);
  });

  it('accepts a Request', async () => {
    const url = await serve((request, response) => request.pipe(response));
    const { loggedFetch, calls } = await startHelper();
    const response = await loggedFetch(new Request(url, { method: 'PUT', body: 'sent' }));
    expect(await response.text()).toBe('sent');
    await expect.poll(calls).toMatchObject([{ method: 'PUT', url: `${url}/`, response: 'sent' }]);
  });
});
