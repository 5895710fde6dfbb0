import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScriptedEvent } from './scripted-event.ts';
import { at, followScript, MINUTE } from './scripted-follow.ts';

describe('shows every event once', () => {
  it.each<[string, (start: number) => ScriptedEvent[]]>([
    ['events that arrive promptly', (start) => Array.from({ length: 50 }, (_, n) => at(start + n * 1000, `e${n}`))],
    [
      'events of the same millisecond, some with equal messages',
      (start) => Array.from({ length: 20 }, (_, n) => at(start + 5000, 'same', start + 5000 + n * 700)),
    ],
    [
      'events that arrive late, by a second to five minutes',
      (start) =>
        [1, 3, 10, 30, 60, 150, 299].map((late) => at(start + MINUTE, `late ${late}`, start + MINUTE + late * 1000)),
    ],
    [
      'events while another producer has a clock that is a minute ahead',
      (start) => [
        at(start + 61_000, 'ahead', start + 1000),
        ...Array.from({ length: 30 }, (_, n) => at(start + n * 3000, `e${n}`)),
      ],
    ],
    ['events that existed before', (start) => Array.from({ length: 400 }, (_, n) => at(start - n * 1000, `e${n}`))],
    [
      'events of fifty pages in a sweep',
      (start) => Array.from({ length: 350 }, (_, n) => at(start + 1000 + n, `e${n}`)),
    ],
  ])('%s', async (_, events) => {
    const { shown, expected } = await followScript({ events, minutes: 8 });
    expect(shown).toEqual(expected);
  });

  it('despite throttles, connection resets, 5xx, expired tokens and empty pages: twenty groups with three hundred streams, one new group, sweeps of fifty pages', async () => {
    const groups = Array.from({ length: 20 }, (_, n) => `g${n}`);
    const place = {
      group: fc.constantFrom(...groups),
      offset: fc.integer({ min: 0, max: 4 * MINUTE }),
      late: fc.oneof(fc.constant(0), fc.integer({ min: -MINUTE, max: 5 * MINUTE - 1000 })),
    };
    const event = fc.record({ ...place, stream: fc.nat(299), line: fc.constantFrom('same', 'other', undefined) });
    // All in one second, several in each millisecond: more than fit on fifty pages of three.
    const burst = fc.record({
      ...place,
      size: fc.integer({ min: 150, max: 300 }),
      inMillisecond: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), burst, fc.nat(), async (list, { size, ...of }, seed) => {
        const { shown, expected } = await followScript({
          groups,
          quota: 5,
          seed,
          minutes: 16,
          events: (start) => {
            const scripted = ({ group, offset, late }: Omit<typeof of, 'inMillisecond'>, after = 0) => {
              const timestamp = start + offset + after + (group === 'g19' ? 2 * MINUTE : 0);
              return { group, timestamp, arrival: timestamp + late };
            };
            return [
              ...list.map((one, n) => ({ ...scripted(one), stream: `s${one.stream}`, message: one.line ?? `e${n}` })),
              ...Array.from({ length: size }, (_, n) => ({
                ...scripted(of, Math.floor(n / of.inMillisecond)),
                stream: `s${n}`,
                message: n % 2 === 0 ? 'same' : `b${n}`,
              })),
            ];
          },
          faults: (start) => ({
            pageSize: 3,
            throttle: { from: start + 90_000, to: start + 150_000 },
            resets: 0.05,
            failures: 0.05,
            expiredTokens: 0.05,
            emptyPages: 0.1,
            appears: { g19: start + MINUTE },
          }),
        });
        expect(shown).toEqual(expected);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 120_000);
});

it('stays within a quota of five calls per second with twenty groups', async () => {
  const groups = Array.from({ length: 20 }, (_, n) => `g${n}`);
  const events = (start: number) =>
    groups.flatMap((group) =>
      Array.from({ length: 20 }, (_, n) => at(start + n * 3000, `${group} ${n}`, start + n * 3000, group)),
    );
  const { shown, expected, server } = await followScript({
    groups,
    events,
    quota: 5,
    minutes: 4,
    faults: () => ({ perSecond: 5 }),
  });
  expect(server.maxCallsPerSecond()).toBeLessThanOrEqual(5);
  expect(shown).toEqual(expected);
});

it('slows down when other programs use the quota, and loses no event', async () => {
  const events = (start: number) => Array.from({ length: 60 }, (_, n) => at(start + n * 1000, `e${n}`));
  const { shown, expected } = await followScript({
    events,
    quota: 25,
    minutes: 3,
    faults: () => ({ perSecond: 1, pageSize: 2 }),
  });
  expect(shown).toEqual(expected);
});

it('reports once that calls are throttled, and once that they no longer are', async () => {
  const events = (start: number) => Array.from({ length: 60 }, (_, n) => at(start + n * 3000, `e${n}`));
  const throttle = (start: number) => ({ from: start + 30_000, to: start + 50_000 });
  const { shown, expected, notices } = await followScript({
    events,
    quota: 5,
    minutes: 5,
    faults: (start) => ({ throttle: throttle(start) }),
  });
  expect(shown).toEqual(expected);
  expect(notices).toEqual([
    'CloudWatch Logs throttles calls; slowed down to 2.5 calls/s, events are delayed',
    'CloudWatch Logs no longer throttles; back to the normal rate, no events were lost',
  ]);
});

it('marks only the events that arrived after a newer event was shown', async () => {
  const { records } = await followScript({
    minutes: 3,
    events: (start) => [
      at(start + 1000, 'first'),
      at(start + 20_000, 'second'),
      at(start + 5000, 'late', start + 30_000),
      at(start + 90_000, 'ahead', start + 40_000),
      at(start + 50_000, 'in time'),
    ],
  });
  expect(records.filter((record) => record.late).map((record) => record.message)).toEqual(['late']);
});

it('reports once that a group cannot be read, and once that it is available again', async () => {
  const events = (start: number) => [at(start + 1000, 'e')];
  const { notices } = await followScript({
    events,
    minutes: 4,
    faults: (start) => ({ appears: { g: start + MINUTE } }),
    sources: [{ group: 'g', label: 'g', mustExist: true }],
  });
  expect(notices).toEqual(['g: the log group no longer exists; retrying', 'g: available again; no events were lost']);
});

it('waits for the log groups of functions that never ran, reports them in one notice, and shows them from the first event on', async () => {
  const { shown, expected, notices } = await followScript({
    minutes: 4,
    events: (start) => [at(start + MINUTE, 'first', start + MINUTE, 'b')],
    faults: (start) => ({ appears: { a: Number.POSITIVE_INFINITY, b: start + MINUTE } }),
    groups: ['a', 'b', 'c'],
  });
  expect(shown).toEqual(expected);
  expect(notices).toEqual(['a, b: no log group yet; following from the first event on', '+ b appeared; following it']);
});

it('follows a new log group from its first event on, and reports it', async () => {
  const both = [
    { group: 'g', label: 'g' },
    { group: 'new', label: 'notes-new' },
  ];
  const { shown, expected, notices } = await followScript({
    minutes: 4,
    events: (start) => [
      at(start + 1000, 'old'),
      at(start + 62_000, 'before it was found', start + 62_000, 'new'),
      at(start + 150_000, 'after', start + 150_000, 'new'),
    ],
    resolve: (now, start) => (now > start + MINUTE ? both : both.slice(0, 1)),
  });
  expect(shown).toEqual(expected);
  expect(notices).toEqual(['+ notes-new appeared; following it']);
});

it('completes sweeps of fifty pages although one call in ten fails, and reads no page twice', async () => {
  const events = (start: number) => Array.from({ length: 350 }, (_, n) => at(start - 60_000 + n, `e${n}`));
  const { shown, expected, server, notices } = await followScript({
    events,
    minutes: 0.5,
    faults: () => ({ resets: 0.05, failures: 0.05 }),
  });
  expect(shown).toEqual(expected);
  // Fifty pages, retries of a tenth of the calls, and two calls per second for empty look-backs.
  expect(server.calls.length).toBeLessThan(50 * 1.3 + 60);
  expect(notices).toEqual([]);
});

it.each([1, 2, 3, 4, 5])(
  'distinguishes equal events by their count when the service returns no ids, also after expired tokens (seed %i)',
  async (seed) => {
    const events = (start: number) =>
      Array.from({ length: 90 }, (_, n) => at(start + 5000 + Math.floor(n / 30), 'same', start + 6000));
    const { shown, expected } = await followScript({
      events,
      seed,
      minutes: 2,
      faults: () => ({ withoutIds: true, expiredTokens: 0.2, resets: 0.05 }),
    });
    expect(shown).toEqual(expected);
  },
);

it('shows every event of three hundred streams once', async () => {
  const events = (start: number) =>
    Array.from({ length: 900 }, (_, n) => ({
      ...at(start + (n % 7) * 1000, `e${n}`, start + (n % 7) * 1000 + (n % 11) * 9000),
      stream: `s${n % 300}`,
    }));
  const { shown, expected, records } = await followScript({ events, minutes: 4, faults: () => ({ pageSize: 100 }) });
  expect(shown).toEqual(expected);
  expect(new Set(records.map(({ stream }) => stream)).size).toBe(300);
});

it('leaves out a log group that cannot be followed, reports it, and follows the others', async () => {
  const { records, notices, failure } = await followScript({
    groups: ['standard', 'rare'],
    minutes: 2,
    events: (start) => [at(start + 1000, 'shown', start + 1000, 'standard')],
    faults: () => ({ infrequentAccess: ['rare'] }),
  });
  expect(failure).toBeUndefined();
  expect(records.map(({ message }) => message)).toEqual(['shown']);
  expect(notices).toEqual(['rare: a log group of the Infrequent Access class cannot be followed; left out']);
});

it('throws the error of the service when no log group can be followed', async () => {
  const { failure } = await followScript({ events: () => [], minutes: 2, faults: () => ({ infrequentAccess: ['g'] }) });
  expect(failure).toMatchObject({ name: 'InvalidParameterException' });
});

it('throws when the credentials expire, after the events that were read by then', async () => {
  const { shown, failure } = await followScript({
    minutes: 3,
    events: (start) => [at(start + 1000, 'before'), at(start + 2 * MINUTE, 'after')],
    faults: (start) => ({ credentialsExpireAt: start + MINUTE }),
  });
  expect(shown).toEqual(['before']);
  expect(failure).toMatchObject({ name: 'ExpiredTokenException' });
});

it('shows no event twice when it cannot remember more events, and reports that late ones may be left out', async () => {
  const { shown, expected, notices } = await followScript({
    minutes: 8,
    maxSeenEvents: 100,
    events: (start) => Array.from({ length: 600 }, (_, n) => at(start + n * 500, `e${n}`)),
    faults: () => ({ pageSize: 50 }),
  });
  expect(shown).toEqual(expected);
  expect(notices[0]).toBe('g: more than 100 events within the look-back; events that arrive late may be left out');
  // Once a minute, for eight minutes.
  expect(notices.length).toBeLessThanOrEqual(8);
});

it('reports no lack of memory while it reads many old events', async () => {
  const { shown, expected, notices } = await followScript({
    minutes: 2,
    maxSeenEvents: 100,
    events: (start) => Array.from({ length: 590 }, (_, n) => at(start - 9.9 * MINUTE + n * 300, `e${n}`)),
    faults: () => ({ pageSize: 50 }),
  });
  expect(shown).toEqual(expected);
  expect(notices).toEqual([]);
});
