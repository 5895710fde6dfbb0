import { expect, test } from 'vitest';
import { type Batch, DeliveryQueue } from '../../../local/logs-service/subscriptions/delivery-queue.ts';

const batch = (stream: string, count: number): Batch => ({
  stream,
  events: Array.from({ length: count }, (_, index) => ({ id: `${index}`, timestamp: index, message: stream })),
});

/** A queue whose deliveries fail while `broken` is true, and whose pauses end at once. */
function createQueue() {
  const state = {
    broken: true,
    attempts: 0,
    pauses: [] as number[],
    delivered: [] as Batch[],
    notices: [] as string[],
  };
  let idle = () => {};
  const done = new Promise<void>((resolve) => {
    idle = resolve;
  });
  const queue = new DeliveryQueue({
    name: 'the test',
    deliver: async (each) => {
      state.attempts += 1;
      if (state.broken) throw new Error('no response');
      state.delivered.push(each);
    },
    notice: (message) => state.notices.push(message),
    idle,
    clock: { now: () => 0, wait: async (milliseconds) => void state.pauses.push(milliseconds) },
  });
  return { queue, state, done };
}

test('a delivery that always fails is attempted eight times with increasing delays, then reported', async () => {
  const { queue, state, done } = createQueue();
  queue.push(batch('a', 3));
  await done;
  expect(state.attempts).toBe(8);
  expect(state.pauses).toEqual([100, 200, 400, 800, 1600, 3200, 6400]);
  expect(state.notices).toEqual(['Could not deliver 3 events for the test: no response']);
});

test('if more than 100,000 events wait, the oldest ones are dropped and reported', async () => {
  const { queue, state, done } = createQueue();
  state.broken = false;
  for (let index = 0; index < 12; index += 1) queue.push(batch(`stream ${index}`, 10_000));
  await done;
  expect(state.delivered.map((each) => each.stream)).toEqual(
    Array.from({ length: 10 }, (_, index) => `stream ${index + 2}`),
  );
  expect(state.notices).toEqual([
    'Dropped 10000 events that waited for the test.',
    'Dropped 10000 events that waited for the test.',
  ]);
});

test('a closed queue makes no further attempt', async () => {
  const { queue, state, done } = createQueue();
  queue.push(batch('a', 1));
  queue.close();
  await done;
  expect(state.attempts).toBe(0);
});
