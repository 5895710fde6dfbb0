import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readThrottleLimits, Throttle } from '../../../../local/gateway/shared/throttle.ts';
import { startHttpApi } from '../http/start-http-api.ts';
import { ok, startRestApi } from '../rest/start-rest-api.ts';
import { call } from './serve-api.ts';

const TOO_MANY_REQUESTS = { status: 429, text: '{"message":"Too Many Requests"}' };
const ONE_PER_SECOND = { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 };

describe('a token bucket', () => {
  it('admits the burst at once, then requests at the configured rate, for any arrival times', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
    const limitsArbitrary = fc.record({
      rate: fc.integer({ min: 0, max: 20 }),
      burst: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(limitsArbitrary, pauses, (limits, waits) => {
        let now = 0;
        const throttle = new Throttle(() => now);
        let admitted = 0;
        for (const wait of waits) {
          now += wait;
          if (throttle.tryAcquire('route', limits)) admitted += 1;
          expect(admitted).toBeLessThanOrEqual(limits.burst + (now / 1000) * limits.rate + 1e-6);
        }
        expect(admitted).toBeGreaterThanOrEqual(Math.min(limits.burst, waits.length));
        // After a long pause, the bucket has the tokens of one burst, and not more.
        now += 1e6;
        const admittedAfterPause = Array.from({ length: 30 }, () => throttle.tryAcquire('route', limits)).filter(
          Boolean,
        );
        if (limits.rate > 0) expect(admittedAfterPause).toHaveLength(limits.burst);
      }),
    );
  });

  it.each([
    [{}, undefined],
    [{ ThrottlingRateLimit: -1, ThrottlingBurstLimit: -1 }, undefined],
    [{ ThrottlingRateLimit: 10 }, { rate: 10, burst: 5000 }],
    [{ ThrottlingBurstLimit: '5' }, { rate: 10_000, burst: 5 }],
    [
      { ThrottlingRateLimit: 0, ThrottlingBurstLimit: 0 },
      { rate: 0, burst: 0 },
    ],
  ])('uses the limits of the template, and the account limits where the template has none: %j', (settings, limits) => {
    expect(readThrottleLimits(settings)).toEqual(limits);
  });
});

describe('a throttled stage of a REST API', () => {
  it('rejects requests over the burst with 429, in both logs, and admits requests again later', async () => {
    const { url, clock, events, access, execution } = await startRestApi(ok, { throttling: ONE_PER_SECOND });
    for (const status of [200, 200]) expect((await call(`${url}/notes`)).status).toBe(status);
    const rejected = await call(`${url}/notes`);
    expect(rejected).toMatchObject(TOO_MANY_REQUESTS);
    expect(rejected.headers['x-amzn-errortype']).toBe('TooManyRequestsException');
    expect(events).toHaveLength(2);
    expect(access()[2]).toMatchObject({ status: '429', responseType: 'THROTTLED', errorMessage: 'Too Many Requests' });
    expect(execution().slice(-5)).toEqual([
      expect.stringMatching(/^Extended Request Id: /),
      expect.stringMatching(/^Verifying Usage Plan for request: /),
      'Key throttle limit exceeded for RestApi api123, Stage prod, Resource notes, HttpMethod GET. Limit: 1.00 Burst: 2',
      'Method completed with status: 429',
      expect.stringMatching(/^X-ray Tracing ID : /),
    ]);
    clock.now += 1000;
    expect((await call(`${url}/notes`)).status).toBe(200);
    expect((await call(`${url}/notes`)).status).toBe(429);
  });

  it('counts each method separately, also preflights', async () => {
    const { url } = await startRestApi(ok, { throttling: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 } });
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      expect((await call(`${url}/notes`, { method })).status).toBeLessThan(300);
      expect((await call(`${url}/notes`, { method })).status).toBe(429);
    }
    expect((await call(`${url}/notes/1`)).status).toBe(200);
  });

  it('uses the limits of a method setting; a method setting without limits removes them', async () => {
    const path = '/~1notes';
    const limited = await startRestApi(ok, {
      methodSetting: { path, method: 'GET', level: 'ERROR', ThrottlingBurstLimit: 0 },
    });
    expect(await call(`${limited.url}/notes`)).toMatchObject(TOO_MANY_REQUESTS);
    expect(limited.execution()).toEqual([
      expect.stringMatching(/^Key throttle limit exceeded .* Limit: 10000\.00 Burst: 0$/),
      'Method completed with status: 429',
    ]);
    expect((await call(`${limited.url}/notes`, { method: 'POST' })).status).toBe(200);
    const unlimited = await startRestApi(ok, {
      throttling: { ThrottlingBurstLimit: 0 },
      methodSetting: { path, method: 'GET', level: 'INFO' },
    });
    expect((await call(`${unlimited.url}/notes`)).status).toBe(200);
    expect((await call(`${unlimited.url}/notes`, { method: 'POST' })).status).toBe(429);
  });

  it('responds with the gateway response of the template', async () => {
    const { url } = await startRestApi(ok, {
      throttling: { ThrottlingBurstLimit: 0 },
      extra: [
        [
          'throttled',
          'AWS::ApiGateway::GatewayResponse',
          {
            ResponseType: 'THROTTLED',
            ResponseTemplates: { 'application/json': '{"slow":$context.error.messageString}' },
          },
        ],
      ],
    });
    expect(await call(`${url}/notes`)).toMatchObject({ status: 429, text: '{"slow":"Too Many Requests"}' });
  });
});

describe('a throttled stage of an HTTP API', () => {
  it('rejects requests over the burst of each route with 429, and admits requests again later', async () => {
    const { url, clock, events, access } = await startHttpApi(ok, {
      routes: { 'GET /notes': { to: 'list' }, 'GET /free': { to: 'free' } },
      stage: { DefaultRouteSettings: ONE_PER_SECOND, RouteSettings: { 'GET /free': { ThrottlingBurstLimit: 100 } } },
      format: '$context.status $context.error.responseType $context.error.message',
    });
    for (const status of [200, 200]) expect((await call(`${url}/notes`)).status).toBe(status);
    expect(await call(`${url}/notes`)).toMatchObject(TOO_MANY_REQUESTS);
    expect(events).toHaveLength(2);
    expect(access().at(-1)).toBe('429 THROTTLED Too Many Requests');
    for (let sent = 0; sent < 5; sent += 1) expect((await call(`${url}/free`)).status).toBe(200);
    clock.now += 1000;
    expect((await call(`${url}/notes`)).status).toBe(200);
    expect((await call(`${url}/notes`)).status).toBe(429);
  });
});
