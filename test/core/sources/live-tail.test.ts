import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveFaults } from './faulty-live-tail.ts';
import type { ScriptedEvent } from './scripted-event.ts';
import { at, followScript, MINUTE, type Scenario } from './scripted-follow.ts';

const HOUR = 60 * MINUTE;

const followLive = (scenario: Scenario) => followScript({ live: true, ...scenario });

/** An event each second, after near sweeps have stopped. */
const steady = (seconds: number) => (start: number) =>
  Array.from({ length: seconds }, (_, n) => at(start + 20_000 + n * 1000, `e${n}`));

it('shows events within a second, and only makes far sweeps some seconds after the session started', async () => {
  const { shown, expected, records, server, notices, start } = await followLive({ minutes: 10, events: steady(500) });
  expect(shown).toEqual(expected);
  expect(Math.max(...records.map(({ shownAt, timestamp }) => shownAt - timestamp))).toBeLessThanOrEqual(1000);
  expect(server.live.started).toHaveLength(1);
  const later = server.calls.filter((call) => call > start + MINUTE);
  // A sweep of some pages every half minute.
  const sweeps = new Set(later.map((call) => Math.floor((call - start) / 15_000)));
  expect(sweeps.size).toBeLessThanOrEqual(20);
  expect(notices).toEqual([]);
});

it('first shows the existing events, sorted by time', async () => {
  const { records } = await followLive({
    minutes: 1,
    events: (start) => [
      ...Array.from({ length: 60 }, (_, n) => at(start - 60_000 + n * 1000, `before ${n}`)),
      at(start + 1000, 'after'),
    ],
  });
  const times = records.map(({ timestamp }) => timestamp);
  expect(times).toHaveLength(61);
  expect(times).toEqual(times.toSorted());
  expect(records.filter(({ late }) => late)).toEqual([]);
});

describe('shows every event once', () => {
  it.each<[string, (start: number) => ScriptedEvent[], LiveFaults?]>([
    [
      'equal events in a millisecond, in one update and in several',
      (start) => [
        ...Array.from({ length: 5 }, () => at(start + MINUTE, 'same')),
        ...Array.from({ length: 5 }, (_, n) => at(start + 2 * MINUTE, 'same', start + 2 * MINUTE + n * 3000)),
      ],
    ],
    [
      'equal events in a millisecond, some before the session and some during it',
      (start) => Array.from({ length: 6 }, (_, n) => at(start - 5000, 'same', start - 5000 + n * 2500)),
    ],
    [
      'events that arrive late, by a second to five minutes',
      (start) =>
        [1, 3, 10, 30, 60, 150, 299].map((late) => at(start + MINUTE, `late ${late}`, start + MINUTE + late * 1000)),
    ],
    [
      'more events than a session delivers, some of them equal',
      (start) => Array.from({ length: 300 }, (_, n) => at(start + MINUTE + n * 20, `e${n % 7}`)),
      { maxEvents: 5 },
    ],
    ['events of lost updates', steady(60), { drops: 0.4 }],
    ['events of interrupted sessions', steady(90), { disconnects: 0.1 }],
    ['events of sessions that end with an error', steady(90), { streamingErrors: 0.1 }],
    ['events of sessions that last ten seconds', steady(60), { durationMs: 10_000 }],
  ])('%s', async (_, events, live = {}) => {
    const { shown, expected, failure } = await followLive({
      events,
      minutes: 8,
      faults: () => ({ live, readableAfter: 4000 }),
    });
    expect(failure).toBeUndefined();
    expect(shown).toEqual(expected);
  });

  it('despite all these faults at once, in twelve groups, one of them new', async () => {
    const groups = Array.from({ length: 12 }, (_, n) => `g${n}`);
    const event = fc.record({
      group: fc.constantFrom(...groups),
      offset: fc.integer({ min: 0, max: 4 * MINUTE }),
      late: fc.oneof(fc.constant(0), fc.integer({ min: 1000, max: 5 * MINUTE - 5000 })),
      // Many events are equal, some of them in the same millisecond.
      message: fc.constantFrom('a', 'b'),
      copies: fc.constantFrom(1, 1, 1, 2, 3),
      copyLate: fc.integer({ min: 0, max: 4000 }),
    });
    const share = fc.constantFrom(0, 0.02, 0.1);
    const faults = fc.record({
      disconnects: share,
      streamingErrors: share,
      drops: share,
      maxEvents: fc.constantFrom(1, 2, 500),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), faults, fc.nat(), async (list, live, seed) => {
        const { shown, expected, failure } = await followLive({
          groups,
          quota: 10,
          seed,
          minutes: 14,
          events: (start) =>
            list.flatMap(({ group, offset, late, message, copies, copyLate }) => {
              const timestamp = start + offset + (group === 'g11' ? 2 * MINUTE : 0);
              return Array.from({ length: copies }, (_, n) =>
                at(timestamp, message, timestamp + late + n * copyLate, group),
              );
            }),
          faults: (start) => ({
            pageSize: 3,
            throttle: { from: start + 90_000, to: start + 120_000 },
            resets: 0.03,
            failures: 0.03,
            expiredTokens: 0.05,
            emptyPages: 0.1,
            readableAfter: 3000,
            appears: { g11: start + MINUTE },
            live,
          }),
        });
        expect(failure).toBeUndefined();
        expect(shown).toEqual(expected);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 180_000);
});

it('starts the next session before the three hours are over, without a gap or a duplicate', async () => {
  const { shown, expected, server, notices, start, records } = await followLive({
    minutes: 3 * 60 + 10,
    events: (begin) =>
      Array.from({ length: 40 }, (_, n) => at(begin + 3 * HOUR - 5 * MINUTE + (n - 20) * 700, `e${n}`)),
    faults: () => ({ live: { intervalMs: 5000 } }),
  });
  expect(shown).toEqual(expected);
  expect(server.live.started.map(({ at: when }) => Math.round((when - start) / MINUTE))).toEqual([0, 175]);
  expect(Math.max(...records.map(({ shownAt, timestamp }) => shownAt - timestamp))).toBeLessThanOrEqual(5000);
  expect(notices).toEqual([]);
}, 60_000);

it('puts ten log groups into each session, and adds a new one to a session with room', async () => {
  const groups = Array.from({ length: 12 }, (_, n) => `g${n}`);
  const late = { group: 'new', label: 'new' };
  const { shown, expected, server, notices } = await followLive({
    groups,
    minutes: 4,
    events: (start) => ['g0', 'g11', 'new'].map((group) => at(start + 2 * MINUTE, group, start + 2 * MINUTE, group)),
    faults: (start) => ({ appears: { new: start + MINUTE } }),
    resolve: (now, start) => [
      ...groups.map((group) => ({ group, label: group })),
      ...(now >= start + MINUTE ? [late] : []),
    ],
  });
  expect(shown).toEqual(expected);
  expect(server.live.started.map(({ input }) => input.logGroupIdentifiers.length)).toEqual([10, 2, 3]);
  expect(server.live.started[0]?.input.logGroupIdentifiers[0]).toBe(
    'arn:aws:logs:eu-central-1:123456789012:log-group:g0',
  );
  expect(notices).toEqual(['+ new appeared; following it']);
});

it('shows no event twice while one session replaces another', async () => {
  const appears = (start: number) => start + MINUTE;
  const { shown, expected, server } = await followLive({
    minutes: 4,
    events: (start) => Array.from({ length: 200 }, (_, n) => at(appears(start) - 10_000 + n * 300, `e${n % 3}`)),
    faults: (start) => ({ appears: { new: appears(start) } }),
    resolve: (now, start) => (now >= appears(start) ? [{ group: 'new', label: 'new' }] : []),
  });
  expect(server.live.started).toHaveLength(2);
  expect(shown).toEqual(expected);
});

it('sends the filter pattern and the stream prefix to the service; a stream prefix allows only one log group per session', async () => {
  const { server } = await followLive({
    groups: ['a', 'b'],
    minutes: 1,
    events: () => [],
    selection: { filterPattern: 'ERROR', streamPrefix: 'web' },
  });
  const filters = { logEventFilterPattern: 'ERROR', logStreamNamePrefixes: ['web'] };
  expect(server.live.started.map(({ input }) => input)).toEqual(
    ['a', 'b'].map((group) => ({
      logGroupIdentifiers: [`arn:aws:logs:eu-central-1:123456789012:log-group:${group}`],
      ...filters,
    })),
  );
});

describe('falls back to polling, reports it once, and loses no event', () => {
  it.each(['AccessDeniedException', 'UnknownOperationException', 'InvalidOperationException'])(
    'when the service responds with %s',
    async (name) => {
      const { shown, expected, server, notices, failure } = await followLive({
        minutes: 3,
        events: steady(60),
        faults: () => ({ live: { refusal: { name } } }),
      });
      expect(failure).toBeUndefined();
      expect(shown).toEqual(expected);
      expect(server.live.started).toEqual([]);
      expect(notices).toEqual(['Live Tail: refused: refused by the test; polling instead']);
    },
  );

  it.each([
    ['LimitExceededException', ['Live Tail: refused by the test; polling until a session starts']],
    // Polling reports a log group that does not exist.
    ['ResourceNotFoundException', []],
  ])('only while the service responds with %s', async (name, expectedNotices) => {
    const { shown, expected, server, notices } = await followLive({
      minutes: 4,
      events: steady(120),
      faults: (start) => ({ live: { refusal: { name, to: start + 30_000 } } }),
    });
    expect(shown).toEqual(expected);
    expect(server.live.started).toHaveLength(1);
    expect(notices).toEqual(expectedNotices);
  });

  it('only for a log group of the Infrequent Access class', async () => {
    const { shown, server, notices } = await followLive({
      groups: ['standard', 'rare'],
      minutes: 2,
      events: (start) => [at(start + MINUTE, 'shown', start + MINUTE, 'standard')],
      faults: () => ({ infrequentAccess: ['rare'] }),
    });
    expect(shown).toEqual(['shown']);
    expect(server.live.started.map(({ input }) => input.logGroupIdentifiers.length)).toEqual([1]);
    expect(notices).toEqual(['rare: a log group of the Infrequent Access class cannot be followed; left out']);
  });
});

describe('a session continues without the log groups that are refused, which are polled', () => {
  const groups = Array.from({ length: 10 }, (_, n) => `g${n}`);
  const refusing = (refused: readonly string[], name: string, isNamed = false) =>
    followLive({
      groups,
      minutes: 3,
      events: (start) =>
        groups.flatMap((group) =>
          [1, 2].map((n) => at(start + n * MINUTE, `${group} ${n}`, start + n * MINUTE, group)),
        ),
      faults: () => ({ live: { refusedGroups: { groups: refused, name, isNamed } } }),
    });

  it.each<[string, string[], string, boolean, number, string]>([
    ['one that the error names', ['g3'], 'AccessDeniedException', true, 2, 'g3: refused by the test on resource: '],
    ['one that the error does not name', ['g3'], 'InvalidParameterException', false, 5, 'g3: refused by the test; '],
    ['the last one of the session', ['g9'], 'InvalidOperationException', false, 5, 'g9: refused by the test; '],
    [
      'two that the error does not name',
      ['g0', 'g7'],
      'AccessDeniedException',
      false,
      11,
      'g0, g7: refused by the test; ',
    ],
    [
      'four that the error names',
      ['g1', 'g2', 'g5', 'g8'],
      'AccessDeniedException',
      true,
      8,
      'g1, g2, g5, g8: refused ',
    ],
    [
      'one that Live Tail does not know for a long time',
      ['g3'],
      'ResourceNotFoundException',
      false,
      9,
      'g3: the log group no longer exists; ',
    ],
  ])('%s', async (_, refused, name, isNamed, maxRefusals, expectedNotice) => {
    const { shown, expected, server, notices, failure, records, start } = await refusing(refused, name, isNamed);
    expect(failure).toBeUndefined();
    expect(shown).toEqual(expected);
    expect(notices).toEqual([expect.stringMatching(/; polling instead$/)]);
    expect(notices[0]?.startsWith(`Live Tail: refused for ${expectedNotice}`)).toBe(true);
    expect(server.live.refused).toBeLessThanOrEqual(maxRefusals);
    // One stable session contains all the others.
    const live = groups.filter((group) => !refused.includes(group));
    for (const time of [MINUTE, 2.9 * MINUTE]) expect(server.live.openAt(start + time)).toEqual([live]);
    expect(records.filter(({ shownAt, timestamp }) => shownAt - timestamp > 2000)).toEqual([]);
  });

  it('without all log groups, when it takes too many tries to find the refused ones', async () => {
    const { shown, expected, server, notices } = await refusing(groups, 'AccessDeniedException');
    expect(shown).toEqual(expected);
    expect(server.live.refused).toBeLessThanOrEqual(13);
    expect(notices).toEqual(['Live Tail: refused: refused by the test; polling instead']);
  });

  it('one that is added to a session later', async () => {
    const { shown, expected, server, notices, start } = await followLive({
      minutes: 4,
      events: (begin) => ['g', 'new'].map((group) => at(begin + 3 * MINUTE, group, begin + 3 * MINUTE, group)),
      faults: (start) => ({
        appears: { new: start + MINUTE },
        live: { refusedGroups: { groups: ['new'], name: 'AccessDeniedException' } },
      }),
      resolve: (now, start) => (now >= start + MINUTE ? [{ group: 'new', label: 'new' }] : []),
    });
    expect(shown).toEqual(expected);
    expect(notices).toEqual([
      '+ new appeared; following it',
      'Live Tail: refused for new: refused by the test; polling instead',
    ]);
    expect(server.live.openAt(start + 3.9 * MINUTE)).toEqual([['g']]);
  });
});

it('starts a new session when no updates arrive although the connection is open', async () => {
  const { shown, expected, server, notices } = await followLive({
    minutes: 4,
    events: steady(120),
    faults: (start) => ({ live: { silentFrom: start + 40_000, silentTo: start + 40_000 } }),
  });
  expect(shown).toEqual(expected);
  expect(server.live.started).toHaveLength(2);
  expect(notices).toEqual([
    'Live Tail: the session was interrupted (no update for 15 s); starting a new one, polling meanwhile',
  ]);
});

it('starts a new session after an interruption, reports it at most once a minute, and shows the missed events at once', async () => {
  const { shown, expected, server, notices, records } = await followLive({
    minutes: 4,
    events: steady(150),
    faults: () => ({ live: { streamingErrors: 0.05 } }),
  });
  expect(shown).toEqual(expected);
  expect(server.live.started.length).toBeGreaterThan(2);
  expect(notices[0]).toBe(
    'Live Tail: the session was interrupted (the session has ended); starting a new one, polling meanwhile',
  );
  expect(notices.length).toBeLessThanOrEqual(4);
  expect(Math.max(...records.map(({ shownAt, timestamp }) => shownAt - timestamp))).toBeLessThanOrEqual(2000);
});

it('reports sampling at most once a minute, and shows the other events soon after', async () => {
  const { notices, records } = await followLive({
    minutes: 3,
    events: (start) => Array.from({ length: 300 }, (_, n) => at(start + MINUTE + n * 100, `e${n}`)),
    faults: () => ({ live: { maxEvents: 2 } }),
  });
  expect(notices).toEqual([
    'Live Tail returns only a sample of more than 500 events per second; polling for the others',
  ]);
  // A sweep takes some time, and the next far sweep may start half a minute later.
  expect(Math.max(...records.map(({ shownAt, timestamp }) => shownAt - timestamp))).toBeLessThanOrEqual(5000);
});

it('marks events that Live Tail delivers after a newer event was shown', async () => {
  const { records } = await followLive({
    minutes: 3,
    events: (start) => [
      at(start + 60_000, 'first'),
      at(start + 61_000, 'second'),
      at(start + 50_000, 'late', start + 70_000),
      at(start + 150_000, 'ahead', start + 80_000),
      at(start + 90_000, 'in time'),
    ],
  });
  expect(records.filter((record) => record.late).map((record) => record.message)).toEqual(['late']);
});

it('stays within a quota of five calls per second with twenty groups', async () => {
  const groups = Array.from({ length: 20 }, (_, n) => `g${n}`);
  const { shown, expected, server } = await followLive({
    groups,
    quota: 5,
    minutes: 3,
    events: (start) => groups.map((group) => at(start + MINUTE, group, start + MINUTE, group)),
    faults: () => ({ perSecond: 5, live: { disconnects: 0.05 } }),
  });
  expect(server.maxCallsPerSecond()).toBeLessThanOrEqual(5);
  expect(shown).toEqual(expected);
});

it('throws when the credentials expire, after the events that were delivered by then', async () => {
  const { shown, failure } = await followLive({
    minutes: 3,
    events: (start) => [at(start + 30_000, 'before'), at(start + 2 * MINUTE, 'after')],
    faults: (start) => ({ credentialsExpireAt: start + MINUTE }),
  });
  expect(shown).toEqual(['before']);
  expect(failure).toMatchObject({ name: 'ExpiredTokenException' });
});
