import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatEventId, parseEventId } from '../../../local/logs-service/event-id.ts';
import { readEventPage } from '../../../local/logs-service/event-page.ts';
import { Sample } from '../../../local/logs-service/live-tail/sample.ts';
import { mergeSorted } from '../../../local/logs-service/store/merge-sorted.ts';
import { comparePositions, type Position } from '../../../local/logs-service/store/position.ts';
import { LogStore } from '../../../local/logs-service/store/store.ts';
import { createStoreSink } from '../../../local/logs-service/store/store-sink.ts';

const position = fc.record({ timestamp: fc.nat({ max: 4e12 }), id: fc.maxSafeNat() });

describe('event ids', () => {
  test('contain the position of the event', () => {
    fc.assert(
      fc.property(position, (expected) => {
        expect(parseEventId(formatEventId(expected))).toEqual(expected);
      }),
    );
  });

  test('have the same order as events', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        const [first, second] = [formatEventId(a), formatEventId(b)];
        expect(first < second ? -1 : first > second ? 1 : 0).toBe(Math.sign(comparePositions(a, b)));
      }),
    );
  });

  test('of the service can be parsed', () => {
    // From the documentation, "Example 2: Subscription filters with Lambda".
    const id = '31953106606966983378809025079804211143289615424298221568';
    expect(parseEventId(id)?.timestamp).toBe(1432826855000);
  });

  test.each(['', '1', 'x'.repeat(56), '0'.repeat(57)])('are 56 digits, not %j', (text) => {
    expect(parseEventId(text)).toBeUndefined();
  });
});

test('merging sorted lists returns the sorted list of all items', () => {
  const sorted = fc.array(fc.integer()).map((items) => items.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(fc.array(sorted, { maxLength: 8 }), (lists) => {
      expect([...mergeSorted(lists, (a, b) => a < b)]).toEqual(lists.flat().toSorted((a, b) => a - b));
    }),
  );
});

test('a merge that ends early closes all its sources', () => {
  let open = 0;
  function* source() {
    open += 1;
    try {
      for (let item = 0; ; item += 1) yield item;
    } finally {
      open -= 1;
    }
  }
  for (const item of mergeSorted([source(), source()], (a, b) => a < b)) if (item === 3) break;
  expect(open).toBe(0);
});

test('a sample keeps items up to its size, in order, and reports whether others were dropped', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat({ max: 60 }), (size, count) => {
      const sample = new Sample<number>(size);
      for (let item = 0; item < count; item += 1) sample.add(item);
      const { items, sampled } = sample.take();
      expect(items).toHaveLength(Math.min(size, count));
      expect(items).toEqual([...new Set(items)].toSorted((a, b) => a - b));
      expect(sampled).toBe(count > size);
      expect(sample.take()).toEqual({ items: [], sampled: false });
    }),
  );
});

test('pages of any size, in both directions, contain each event once and in order', () => {
  const event = fc.record({ timestamp: fc.integer({ min: 1, max: 5 }), stream: fc.constantFrom('a', 'b') });
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      (events, limit, up) => {
        const store = LogStore.open({ memory: true });
        try {
          const sink = createStoreSink(store);
          for (const [index, { timestamp, stream }] of events.entries()) {
            sink.write('group', stream, [{ timestamp, message: `${index}` }]);
          }
          const groupId = store.groups.get('group')?.id ?? 0;
          let after: Position = { timestamp: 0, id: 0 };
          let before: Position = { timestamp: 100, id: 0 };
          const seen: string[] = [];
          for (;;) {
            const order = up ? 'ascending' : 'descending';
            const { events: page, last } = readEventPage(
              store.events.inGroup(groupId, { after, before, order }),
              limit,
            );
            if (last === undefined) break;
            expect(page.length).toBeLessThanOrEqual(limit);
            seen.push(...page.map(({ message }) => message));
            if (up) after = last;
            else before = last;
          }
          const expected = events
            .map(({ timestamp }, index) => ({ timestamp, index }))
            .toSorted((a, b) => a.timestamp - b.timestamp || a.index - b.index)
            .map(({ index }) => `${index}`);
          expect(seen).toEqual(up ? expected : expected.toReversed());
        } finally {
          store.close();
        }
      },
    ),
    { numRuns: 50 },
  );
});
