import { expect, it, vi } from 'vitest';
import { exitCodeOfFailedOutput, notice } from '../../../cli/output/stdio.ts';

const failure = (code: string) => Object.assign(new Error(`write ${code}`), { code });

it('a closed pipe is a success, a closed terminal an interruption, and a full disk an error of this machine', () => {
  expect(exitCodeOfFailedOutput(failure('EPIPE'))).toBe(0);
  expect(exitCodeOfFailedOutput(failure('EIO'))).toBe(130);
  expect(exitCodeOfFailedOutput(failure('ENOSPC'))).toBe(6);
});

it('a notice does not control the terminal: it can contain texts of a service', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    notice('LimitExceededException: \u001b]0;title\u0007\u001b[2J');
    expect(write.mock.calls).toEqual([['LimitExceededException: \\x1b]0;title\\x07\\x1b[2J\n']]);
  } finally {
    write.mockRestore();
  }
});
