import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LogEvent } from '../../core/log-event.ts';
import { merge } from '../../core/merge.ts';

const eventAt = (timestamp: number, group: string): LogEvent => ({
  group,
  stream: 's',
  timestamp,
  ingestionTime: 0,
  message: '',
});

async function* pages(events: readonly LogEvent[], size: number): AsyncGenerator<readonly LogEvent[]> {
  for (let start = 0; start < events.length; start += size) {
    yield events.slice(start, start + size);
    // The service also returns empty pages.
    yield [];
  }
}

async function collect(source: AsyncIterable<readonly LogEvent[]>): Promise<LogEvent[]> {
  const all: LogEvent[] = [];
  for await (const page of source) all.push(...page);
  return all;
}

const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }).map((list) => list.sort((a, b) => a - b));

it('yields every event once, sorted by time, and equal times in the order of the sources', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(times, { maxLength: 5 }), fc.integer({ min: 1, max: 7 }), async (lists, size) => {
      const sources = lists.map((list, index) => list.map((time) => eventAt(time, String(index))));
      const merged = await collect(merge(sources.map((events) => pages(events, size))));
      // Array.sort is stable: sorting the concatenation gives the expected order.
      expect(merged).toEqual(sources.flat().sort((a, b) => a.timestamp - b.timestamp));
    }),
  );
});

it('when one source fails, yields the events that were read from the others, sorted by time, and then throws', async () => {
  async function* failing(...times: number[]) {
    yield times.map((time) => eventAt(time, 'failing'));
    throw new Error('expired');
  }
  const one = () =>
    pages(
      [2, 4, 6].map((time) => eventAt(time, 'one')),
      3,
    );
  const two = () =>
    pages(
      [5, 9].map((time) => eventAt(time, 'two')),
      1,
    );
  const timesUntil = async (source: AsyncIterable<readonly LogEvent[]>) => {
    const seen: number[] = [];
    const reading = (async () => {
      for await (const page of source) seen.push(...page.map(({ timestamp }) => timestamp));
    })();
    await expect(reading).rejects.toThrow('expired');
    return seen;
  };
  // When the error occurs, the first page of each source has been read. The second page of "two" is not read.
  expect(await timesUntil(merge([one(), failing(1, 3), two()]))).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await timesUntil(merge([one(), failing(), two()]))).toEqual([2, 4, 5, 6]);
});

it('closes the other sources when one fails', async () => {
  let closed = false;
  async function* endless() {
    try {
      for (let time = 0; ; time += 1) yield [eventAt(time, 'endless')];
    } finally {
      closed = true;
    }
  }
  async function* failing() {
    yield [eventAt(3, 'failing')];
    throw new Error('reset');
  }
  await expect(collect(merge([endless(), failing()]))).rejects.toThrow('reset');
  expect(closed).toBe(true);
});

it('reads no page before the consumer needs it', async () => {
  let read = 0;
  async function* counting() {
    for (let time = 0; ; time += 1) {
      read += 1;
      yield [eventAt(time, 'counting')];
    }
  }
  for await (const page of merge([counting()])) if (page[0]?.timestamp === 2) break;
  expect(read).toBeLessThanOrEqual(4);
});
