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
  const read: number[] = [];
  const worked: number[] = [];
  const pipe = new PacedPipe(
    stream,
    (chunk) => {
      read.push(chunk.length);
      vi.advanceTimersByTime(2);
    },
    (workMs) => {
      worked.push(workMs);
      return pauseMs;
    },
  );
  return { stream, pipe, read, worked };
}

it('reads one chunk of large output, and the next after the pause', async () => {
  const { stream, read, worked } = paced(20);
  for (let chunk = 0; chunk < 3; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(read).toHaveLength(1);
  vi.advanceTimersByTime(19);
  await turn();
  expect(read).toHaveLength(1);
  vi.advanceTimersByTime(1);
  await turn();
  expect(read).toHaveLength(2);
  expect(worked).toEqual([2, 2]);
});

it('does not pause after little output in each invocation', async () => {
  const { stream, pipe, read, worked } = paced(20);
  for (let invocation = 0; invocation < 20; invocation += 1) {
    pipe.begin();
    stream.write(CHUNK.subarray(0, 8000));
    await turn();
  }
  expect(read).toHaveLength(20);
  expect(worked).toEqual([]);
});

it('reads all output at once if the pause is 0', async () => {
  const { stream, read } = paced(0);
  for (let chunk = 0; chunk < 5; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(read).toHaveLength(5);
});

it('reads nothing while it is held, even if the pause ends meanwhile', async () => {
  const { stream, pipe, read } = paced(20);
  for (let chunk = 0; chunk < 2; chunk += 1) stream.write(CHUNK);
  await turn();
  pipe.held = true;
  vi.advanceTimersByTime(100);
  await turn();
  expect(read).toHaveLength(1);
  pipe.held = false;
  await turn();
  expect(read).toHaveLength(2);
});

it('reads the remaining output at once when the invocation has ended, and pauses again in the next', async () => {
  const { stream, pipe, read } = paced(20);
  for (let chunk = 0; chunk < 5; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(read).toHaveLength(1);
  pipe.end();
  await turn();
  expect(read).toHaveLength(5);
  pipe.begin();
  for (let chunk = 0; chunk < 5; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(read).toHaveLength(6);
});
