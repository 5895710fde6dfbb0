import { describe, expect, it } from 'vitest';
import { CliError, explanationOf } from '../../cli/errors.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { UnknownTargetError } from '../../core/targets/unknown-target-error.ts';

const fault = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

describe('what is said of an error', () => {
  it('of a filter pattern names the flag, and a form to write; of any other parameter it does not', () => {
    const refusal = (...args: string[]) => explanationOf(fault('InvalidParameterException', 'It must end.', { args }));
    const expected = {
      message: `--filter: It must end. Write a filter pattern such as '{ $.level = "ERROR" }' or '"timed out"'.`,
      exitCode: EXIT.WRONG_USE,
    };
    expect(refusal('x', '--filter', '{')).toEqual(expected);
    expect(refusal('--filter={', 'x')).toEqual(expected);
    expect(refusal('x', '--filters')).toEqual({ message: 'It must end.', exitCode: EXIT.WRONG_USE });
  });

  it('of what a recording does not hold says what it cannot know', () => {
    const hint = /Functions, APIs and stacks are known only while `logs dev` runs; `logs groups --local` lists /;
    for (const error of [
      new UnknownTargetError('notes-create', 'function or log group', []),
      new CliError('There is no API here.', EXIT.NO_SUCH_TARGET),
    ]) {
      expect(explanationOf(error).message).not.toMatch(hint);
      const recorded = Object.assign(error, { isRecorded: true });
      expect(explanationOf(recorded)).toEqual({ message: expect.stringMatching(hint), exitCode: EXIT.NO_SUCH_TARGET });
    }
    expect(explanationOf(Object.assign(new CliError('x', EXIT.WRONG_USE), { isRecorded: true })).message).toBe('x');
  });

  it.each([null, undefined, 'text', 7, {}])('of what is no error is one line too: %j', (thrown) => {
    expect(explanationOf(thrown)).toMatchObject({ message: expect.any(String), exitCode: EXIT.SERVICE_FAILED });
  });
});
