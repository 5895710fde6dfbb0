import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../core/parse/parse-event.ts';
import { accessLine, logfmtLine, type ProxiedRequest } from '../../../local/run/api-call-line.ts';

const CALL: ProxiedRequest = {
  requestId: 'order-17',
  uniqueId: '4b9e2c1a-77d0-4f3a-9c55-000000000001',
  time: 1_795_270_931_480,
  method: 'GET',
  path: '/users/alice',
  route: undefined,
  status: 201,
  responseLength: 12,
  latencyMs: 18.6,
  userAgent: undefined,
  ip: '127.0.0.1',
  host: 'localhost:3500',
  protocol: 'HTTP/1.1',
  error: undefined,
};
const SETTINGS = { appId: 'shop', version: '1.2.3', obfuscatePaths: false };

describe('an access line', () => {
  it('is parsed like one of a REST API', () => {
    const message = accessLine(CALL, SETTINGS);
    expect(parseEvent({ group: '/g', stream: 's', timestamp: 0, ingestionTime: 0, message })).toMatchObject({
      kind: 'api.access',
      requestId: 'order-17',
      fields: {
        apiId: 'shop',
        stage: 'run',
        method: 'GET',
        path: '/users/alice',
        status: 201,
        responseLatency: 19,
        domainName: 'localhost',
      },
    });
  });

  it('keeps all values of the client in their fields', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (userAgent, path) => {
        const message = accessLine({ ...CALL, userAgent, path: `/${path}` }, SETTINGS);
        const { fields } = parseEvent({ group: '/g', stream: 's', timestamp: 0, ingestionTime: 0, message });
        expect(fields).toMatchObject({ status: 201, path: `/${path}` });
        expect(fields?.userAgent).toBe(userAgent === '-' ? undefined : userAgent);
      }),
    );
  });
});

describe('a logfmt line', () => {
  it('can be parsed by readers of logfmt', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (userAgent) => {
        const line = logfmtLine({ ...CALL, userAgent }, SETTINGS);
        expect(valuesOf(line)).toMatchObject({
          app_id: 'shop',
          code: '201',
          useragent: userAgent,
          method: 'GET /users/alice',
        });
      }),
    );
  });

  it('omits a missing user agent', () => {
    expect(logfmtLine(CALL, SETTINGS)).not.toContain('useragent');
  });
});

function valuesOf(line: string): Record<string, string> {
  const pairs = line.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|\S*)(?: |$)/gs);
  return Object.fromEntries(
    Array.from(pairs, ([, key = '', value = '']) => [key, value.startsWith('"') ? JSON.parse(value) : value]),
  );
}
