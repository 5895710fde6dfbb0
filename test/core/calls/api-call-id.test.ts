import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiCallId } from '../../../core/calls/api-call-id.ts';

const KEY = {
  time: Date.UTC(2026, 10, 21, 14, 2, 11, 480),
  apiId: 'a1b2c3d4e5',
  stage: 'prod',
  uniqueId: 'Vts2pH6ArPEFcuQ=',
};
const anyKey = fc.record({
  time: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  apiId: fc.string(),
  stage: fc.string(),
  uniqueId: fc.string(),
});

describe('the id of an API call', () => {
  it('is a UUID of version 7 that begins with the time of the request', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const id = apiCallId(key);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(key.time);
      }),
    );
  });

  it('is the same for the same call, and differs for another stage, API or request', () => {
    const others = [
      { ...KEY, stage: 'dev' },
      { ...KEY, apiId: 'x' },
      { ...KEY, uniqueId: 'y' },
      { ...KEY, time: KEY.time + 1 },
    ];
    expect(apiCallId({ ...KEY })).toBe(apiCallId(KEY));
    expect(new Set([KEY, ...others].map(apiCallId)).size).toBe(5);
  });

  it('sorts by time', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (one, other) => {
        if (one.time < other.time) expect(apiCallId(one) < apiCallId(other)).toBe(true);
      }),
    );
  });
});
