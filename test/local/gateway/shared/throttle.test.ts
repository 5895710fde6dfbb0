import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readThrottleLimits, Throttle } from '../../../../local/gateway/shared/throttle.ts';
import { startHttp } from '../http/local-http-api.ts';
import { call, ok, start } from '../rest/local-api.ts';

const TOO_MANY = { status: 429, text: '{"message":"Too Many Requests"}' };
const ONE_A_SECOND = { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 };

describe('a bucket of tokens', () => {
  it('takes the burst at once, then as many as come back, whenever the requests come', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
    const limits = fc.record({ rate: fc.integer({ min: 0, max: 20 }), burst: fc.integer({ min: 0, max: 20 }) });
    fc.assert(
      fc.property(limits, pauses, (throttle, waits) => {
        let now = 0;
        const throttles = new Throttle(() => now);
        let admitted = 0;
        for (const wait of waits) {
          now += wait;
          if (throttles.tryAcquire('route', throttle)) admitted += 1;
          expect(admitted).toBeLessThanOrEqual(throttle.burst + (now / 1000) * throttle.rate + 1e-6);
        }
        expect(admitted).toBeGreaterThanOrEqual(Math.min(throttle.burst, waits.length));
        // After a long rest it is full again, and not more than full.
        now += 1e6;
        const rested = Array.from({ length: 30 }, () => throttles.tryAcquire('route', throttle)).filter(Boolean);
        if (throttle.rate > 0) expect(rested).toHaveLength(throttle.burst);
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
  ])('has the limits that the template gives, and the account those that it leaves open: %j', (settings, throttle) => {
    expect(readThrottleLimits(settings)).toEqual(throttle);
  });
});

describe('a throttled stage of a REST API', () => {
  it('refuses what is past the burst with 429, in both logs, and takes requests again with time', async () => {
    const { url, clock, events, access, execution } = await start(ok, { throttling: ONE_A_SECOND });
    for (const status of [200, 200]) expect((await call(`${url}/notes`)).status).toBe(status);
    const refused = await call(`${url}/notes`);
    expect(refused).toMatchObject(TOO_MANY);
    expect(refused.headers['x-amzn-errortype']).toBe('TooManyRequestsException');
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

  it('counts each method for itself, preflights too', async () => {
    const { url } = await start(ok, { throttling: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 } });
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      expect((await call(`${url}/notes`, { method })).status).toBeLessThan(300);
      expect((await call(`${url}/notes`, { method })).status).toBe(429);
    }
    expect((await call(`${url}/notes/1`)).status).toBe(200);
  });

  it('has the limits of the route where it has settings of its own, and none where those have none', async () => {
    const path = '/~1notes';
    const limited = await start(ok, { ofRoute: { path, method: 'GET', level: 'ERROR', ThrottlingBurstLimit: 0 } });
    expect(await call(`${limited.url}/notes`)).toMatchObject(TOO_MANY);
    expect(limited.execution()).toEqual([
      expect.stringMatching(/^Key throttle limit exceeded .* Limit: 10000\.00 Burst: 0$/),
      'Method completed with status: 429',
    ]);
    expect((await call(`${limited.url}/notes`, { method: 'POST' })).status).toBe(200);
    const free = await start(ok, {
      throttling: { ThrottlingBurstLimit: 0 },
      ofRoute: { path, method: 'GET', level: 'INFO' },
    });
    expect((await call(`${free.url}/notes`)).status).toBe(200);
    expect((await call(`${free.url}/notes`, { method: 'POST' })).status).toBe(429);
  });

  it('answers as the gateway response of the template has it', async () => {
    const { url } = await start(ok, {
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
  it('refuses what is past the burst of each route with 429, and takes requests again with time', async () => {
    const { url, clock, events, access } = await startHttp(ok, {
      routes: { 'GET /notes': { to: 'list' }, 'GET /free': { to: 'free' } },
      stage: { DefaultRouteSettings: ONE_A_SECOND, RouteSettings: { 'GET /free': { ThrottlingBurstLimit: 100 } } },
      format: '$context.status $context.error.responseType $context.error.message',
    });
    for (const status of [200, 200]) expect((await call(`${url}/notes`)).status).toBe(status);
    expect(await call(`${url}/notes`)).toMatchObject(TOO_MANY);
    expect(events).toHaveLength(2);
    expect(access().at(-1)).toBe('429 THROTTLED Too Many Requests');
    for (let sent = 0; sent < 5; sent += 1) expect((await call(`${url}/free`)).status).toBe(200);
    clock.now += 1000;
    expect((await call(`${url}/notes`)).status).toBe(200);
    expect((await call(`${url}/notes`)).status).toBe(429);
  });
});
