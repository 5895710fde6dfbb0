import { expect, it } from 'vitest';
import { exitCodeOfLostReader } from '../../../cli/output/output.ts';

const failure = (code: string) => Object.assign(new Error(`write ${code}`), { code });

it('takes a closed pipe for the end, and a closed terminal for an interruption', () => {
  expect(exitCodeOfLostReader(failure('EPIPE'))).toBe(0);
  expect(exitCodeOfLostReader(failure('EIO'))).toBe(130);
  expect(exitCodeOfLostReader(failure('ENOSPC'))).toBeUndefined();
});
