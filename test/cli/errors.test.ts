import { describe, expect, it } from 'vitest';
import { CliError, explainError, UsageError } from '../../cli/errors.ts';
import {
  InvalidTargetError,
  MissingPermissionError,
  NoLogsError,
  UnknownTargetError,
} from '../../core/targets/errors.ts';
import { TemplateError } from '../../core/template/template.ts';
import { EXIT } from '../../core/user-error.ts';
import { PortInUseError } from '../../local/http/loopback.ts';
import { StoreError } from '../../local/logs-service/store/database.ts';

const fault = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

describe('the explanation of an error', () => {
  it('names the flag and an example for a filter pattern, but not for another parameter', () => {
    const refusal = (...args: string[]) => explainError(fault('InvalidParameterException', 'It must end.', { args }));
    const expected = {
      message: `--filter: It must end. Write a filter pattern such as '{ $.level = "ERROR" }' or '"timed out"'.`,
      exitCode: EXIT.USAGE_ERROR,
    };
    expect(refusal('x', '--filter', '{')).toEqual(expected);
    expect(refusal('--filter={', 'x')).toEqual(expected);
    expect(refusal('x', '--filters')).toEqual({ message: 'It must end.', exitCode: EXIT.USAGE_ERROR });
  });

  it.each([
    [new InvalidTargetError('"arn:x" is not an ARN.'), EXIT.USAGE_ERROR],
    [new TemplateError('a.yaml is not a template.'), EXIT.USAGE_ERROR],
    [new PortInUseError(4580), EXIT.USAGE_ERROR],
    [new MissingPermissionError('lambda:ListFunctions'), EXIT.NO_ACCESS],
    [new UnknownTargetError('notes', 'API', ['api:notes']), EXIT.TARGET_NOT_FOUND],
    [new NoLogsError(['api:notes']), EXIT.TARGET_NOT_FOUND],
    [new StoreError('The log store is in use.'), EXIT.SERVICE_ERROR],
  ])('has the message and the exit code of the error: %s', (error, exitCode) => {
    expect(explainError(error)).toEqual({ message: error.message, exitCode });
    expect(error.message.endsWith(error.hint ?? '')).toBe(true);
  });

  it('says for a recording which targets it does not know', () => {
    const hint =
      /Functions, APIs and stacks are known only while `logs dev` runs; `logs groups --local` lists the recorded /;
    for (const error of [
      new UnknownTargetError('notes-create', 'function or log group', []),
      new CliError(EXIT.TARGET_NOT_FOUND, 'There is no API here.'),
    ]) {
      expect(explainError(error).message).not.toMatch(hint);
      const recorded = Object.assign(error, { isRecorded: true });
      expect(explainError(recorded)).toEqual({
        message: expect.stringMatching(hint),
        exitCode: EXIT.TARGET_NOT_FOUND,
      });
    }
    expect(explainError(Object.assign(new UsageError('x'), { isRecorded: true })).message).toBe('x');
  });

  it.each([null, undefined, 'text', 7, {}])('is one line for a thrown value that is not an error: %j', (thrown) => {
    expect(explainError(thrown)).toMatchObject({ message: expect.any(String), exitCode: EXIT.SERVICE_ERROR });
  });
});
