import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { PacedPipe } from '../../../local/functions/paced-pipe.ts';

const CHUNK = Buffer.alloc(64 * 1024);

/** A pipe each of whose chunks takes 2 ms, and of which the rest behind them is `restMs`. */
function paced(restMs: number) {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
  const taken: number[] = [];
  const worked: number[] = [];
  const pipe = new PacedPipe(
    stream,
    (chunk) => {
      taken.push(chunk.length);
      vi.advanceTimersByTime(2);
    },
    (workedMs) => {
      worked.push(workedMs);
      return restMs;
    },
  );
  return { stream, pipe, taken, worked };
}

it('takes one chunk of a flood, and the next after the rest', async () => {
  const { stream, taken, worked } = paced(20);
  for (let chunk = 0; chunk < 3; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(taken).toHaveLength(1);
  vi.advanceTimersByTime(19);
  await turn();
  expect(taken).toHaveLength(1);
  vi.advanceTimersByTime(1);
  await turn();
  expect(taken).toHaveLength(2);
  expect(worked).toEqual([2, 2]);
});

it('does not rest behind what is no flood: little, within each invocation', async () => {
  const { stream, pipe, taken, worked } = paced(20);
  for (let invocation = 0; invocation < 20; invocation += 1) {
    pipe.begin();
    stream.write(CHUNK.subarray(0, 8000));
    await turn();
  }
  expect(taken).toHaveLength(20);
  expect(worked).toEqual([]);
});

it('takes all at once where there is nothing to rest for', async () => {
  const { stream, taken } = paced(0);
  for (let chunk = 0; chunk < 5; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(taken).toHaveLength(5);
});

it('takes nothing while it is held, also when its rest ends meanwhile', async () => {
  const { stream, pipe, taken } = paced(20);
  for (let chunk = 0; chunk < 2; chunk += 1) stream.write(CHUNK);
  await turn();
  pipe.held = true;
  vi.advanceTimersByTime(100);
  await turn();
  expect(taken).toHaveLength(1);
  pipe.held = false;
  await turn();
  expect(taken).toHaveLength(2);
});

it('takes all that is left at once when the invocation has ended, and rests again in the next', async () => {
  const { stream, pipe, taken } = paced(20);
  for (let chunk = 0; chunk < 5; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(taken).toHaveLength(1);
  pipe.end();
  await turn();
  expect(taken).toHaveLength(5);
  pipe.begin();
  for (let chunk = 0; chunk < 5; chunk += 1) stream.write(CHUNK);
  await turn();
  expect(taken).toHaveLength(6);
});
