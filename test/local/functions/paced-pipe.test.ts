import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { PacedPipe } from '../../../local/functions/paced-pipe.ts';

const CHUNK = Buffer.alloc(64 * 1024);

/** A pipe whose chunks take 2 ms each. Its pauses last `pauseMs`. */
function paced(pauseMs: number) {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
  const chunkSizes: number[] = [];
  const workTimes: number[] = [];
  const pipe = new PacedPipe(
    stream,
    (chunk) => {
      chunkSizes.push(chunk.length);
      vi.advanceTimersByTime(2);
    },
    (workMs) => {
      workTimes.push(workMs);
      return pauseMs;
    },
  );
  return { stream, pipe, chunkSizes, workTimes };
}

it('reads one chunk of large output, and the next after the pause', async () => {
  const { stream, chunkSizes, workTimes } = paced(20);
  for (let chunk = 0; chunk < 3; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(chunkSizes).toHaveLength(1);
  vi.advanceTimersByTime(19);
  await turn();
  expect(chunkSizes).toHaveLength(1);
  vi.advanceTimersByTime(1);
  await turn();
  expect(chunkSizes).toHaveLength(2);
  expect(workTimes).toEqual([2, 2]);
});

it('does not pause after little output in each invocation', async () => {
  const { stream, pipe, chunkSizes, workTimes } = paced(20);
  for (let invocation = 0; invocation < 20; invocation += 1) {
    pipe.begin();
    stream.write(CHUNK.subarray(0, 8000));
    await turn();
  }
  expect(chunkSizes).toHaveLength(20);
  expect(workTimes).toEqual([]);
});

it('reads all output at once if the pause is 0', async () => {
  const { stream, chunkSizes } = paced(0);
  for (let chunk = 0; chunk < 5; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(chunkSizes).toHaveLength(5);
});

it('reads nothing while it is held, even if the pause ends meanwhile', async () => {
  const { stream, pipe, chunkSizes } = paced(20);
  for (let chunk = 0; chunk < 2; chunk += 1) stream.write(CHUNK);
  await turn();
  pipe.held = true;
  vi.advanceTimersByTime(100);
  await turn();
  expect(chunkSizes).toHaveLength(1);
  pipe.held = false;
  await turn();
  expect(chunkSizes).toHaveLength(2);
});

it('reads the remaining output at once when the invocation has ended, and pauses again in the next', async () => {
  const { stream, pipe, chunkSizes } = paced(20);
  for (let chunk = 0; chunk < 5; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(chunkSizes).toHaveLength(1);
  pipe.end();
  await turn();
  expect(chunkSizes).toHaveLength(5);
  pipe.begin();
  for (let chunk = 0; chunk < 5; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(chunkSizes).toHaveLength(6);
});
