import { expect, it } from 'vitest';
import { exitCodeOfClosedOutput } from '../../../cli/output/stdio.ts';

const failure = (code: string) => Object.assign(new Error(`write ${code}`), { code });

it('a closed pipe is a success, and a closed terminal an interruption', () => {
  expect(exitCodeOfClosedOutput(failure('EPIPE'))).toBe(0);
  expect(exitCodeOfClosedOutput(failure('EIO'))).toBe(130);
  expect(exitCodeOfClosedOutput(failure('ENOSPC'))).toBeUndefined();
});
