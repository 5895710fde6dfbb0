import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Progress } from '../../../cli/output/progress.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('writes the first notice after the interval, and at most one per interval', () => {
  const written: unknown[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(text) > 0);
  const progress = new Progress(1000);
  for (let read = 1; read <= 25; read++) {
    progress.report(() => `${read} read`);
    vi.advanceTimersByTime(100);
  }
  expect(written).toEqual(['11 read\n', '21 read\n']);
});
