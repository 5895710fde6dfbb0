import { expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { interleaveTicks } from '../../core/interleave-ticks.ts';

async function* pages(gate: Promise<void>) {
  yield [1];
  await gate;
  yield [2, 3];
}

it('forwards pages, yields empty pages while no page arrives, and ends with its source', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const seen: (readonly number[])[] = [];
  for await (const page of interleaveTicks(pages(gate), 1, systemClock)) {
    seen.push(page);
    if (seen.length === 4) open();
  }
  expect(seen[0]).toEqual([1]);
  expect(seen.slice(1, 4)).toEqual([[], [], []]);
  expect(seen.at(-1)).toEqual([2, 3]);
});

it('closes its source when the consumer stops', async () => {
  let closed = false;
  async function* endless() {
    try {
      for (;;) yield [1];
    } finally {
      closed = true;
    }
  }
  for await (const _ of interleaveTicks(endless(), 1000, systemClock)) break;
  expect(closed).toBe(true);
});

it('throws the error of its source', async () => {
  async function* failing() {
    yield [1];
    throw new Error('gone');
  }
  const read = async () => {
    for await (const _ of interleaveTicks(failing(), 1000, systemClock));
  };
  await expect(read()).rejects.toThrow('gone');
});
