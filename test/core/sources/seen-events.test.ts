import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventIdentities } from '../../../core/sources/event-identity.ts';
import { hashIdentity } from '../../../core/sources/identity-hash.ts';
import { SeenEvents } from '../../../core/sources/seen-events.ts';

/** An id like those of the service: 56 digits, most of them equal in neighbouring ids. */
const id = (number: number) => `3756209171${String(number).padStart(46, '0')}`;

it('contains exactly the events that were added and not forgotten, as a plain map does', () => {
  const step = fc.oneof(
    { weight: 30, arbitrary: fc.record({ id: fc.nat(400), time: fc.nat(50) }) },
    { weight: 1, arbitrary: fc.record({ before: fc.nat(50) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 3000, size: 'max' }), (steps) => {
      const seen = new SeenEvents();
      const model = new Map<string, number>();
      for (const one of steps) {
        if ('before' in one) {
          seen.forgetBefore(one.before);
          for (const [key, time] of model) if (time < one.before) model.delete(key);
        } else {
          const key = `${one.id}@${one.time}`;
          expect(seen.add(key, one.time)).toBe(!model.has(key));
          model.set(key, one.time);
        }
        expect(seen.size).toBe(model.size);
      }
    }),
    { numRuns: 20 },
  );
});

it('needs at most 48 bytes for an event', () => {
  const seen = new SeenEvents();
  let maxBytes = 0;
  for (let n = 0; n < 200_000; n += 1) {
    seen.add(id(n), n);
    if (n > 10_000) maxBytes = Math.max(maxBytes, seen.bytes / seen.size);
  }
  expect(seen.size).toBe(200_000);
  expect(maxBytes).toBeLessThanOrEqual(48);
});

it('needs the same memory after a million events over ten look-backs as after one look-back', () => {
  const seen = new SeenEvents();
  const lookBack = 100_000;
  let afterOne = 0;
  for (let n = 0; n < 10 * lookBack; n += 1) {
    seen.add(id(n), n);
    if (n % 10_000 === 0) seen.forgetBefore(n - lookBack);
    if (n === lookBack) afterOne = seen.bytes;
  }
  expect(seen.bytes).toBeLessThanOrEqual(afterOne * 1.1);
  expect(seen.size).toBeLessThanOrEqual(lookBack * 1.1);
});

it('forgets the older half, and returns the time from which on all events are still known', () => {
  const seen = new SeenEvents();
  for (let n = 0; n < 1000; n += 1) seen.add(id(n), n);
  const horizon = seen.forgetOlderHalf();
  expect(horizon).toBe(500);
  expect(seen.size).toBe(500);
  for (let n = horizon; n < 1000; n += 1) expect(seen.add(id(n), n)).toBe(false);
});

it('forgets events even when all are of one millisecond', () => {
  const seen = new SeenEvents();
  for (let n = 0; n < 1000; n += 1) seen.add(id(n), 7);
  expect(seen.forgetOlderHalf()).toBe(8);
  expect(seen.size).toBe(0);
});

it('hashes neighbouring ids to values that differ in both halves', () => {
  const high = new Set<number>();
  const low = new Set<number>();
  for (let n = 0; n < 20_000; n += 1) {
    const hash = hashIdentity(id(n));
    high.add(hash.high);
    low.add(hash.low);
  }
  // 20,000 random numbers of 32 bits have 0.05 equal pairs on average.
  expect(high.size).toBeGreaterThan(19_995);
  expect(low.size).toBeGreaterThan(19_995);
});

it('distinguishes equal events without an id by their count, in the same way in each reading', () => {
  const event = { group: 'g', stream: 's', timestamp: 1, ingestionTime: 2, message: 'same' };
  const first = new EventIdentities();
  const second = new EventIdentities();
  const names = [first.identify(event), first.identify(event)];
  expect(new Set(names).size).toBe(2);
  expect([second.identify(event), second.identify(event)]).toEqual(names);
  expect(second.identify({ ...event, stream: 't' })).not.toBe(names[0]);
});
