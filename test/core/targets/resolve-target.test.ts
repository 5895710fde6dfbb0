import { describe, expect, it } from 'vitest';
import type { Account } from '../../../core/targets/account.ts';
import { resolveTargets, UnknownTargetError } from '../../../core/targets/resolve-target.ts';

const functions: Record<string, string> = {
  'notes-create': 'Stack-Logs-1',
  'notes-get': 'Stack-Logs-2',
  'notes-list': '/aws/lambda/notes-list',
};
const groups = ['Stack-Logs-1', 'Stack-Logs-2', '/aws/lambda/notes-list', 'API-Gateway-Execution-Logs_abc/prod'];
const account: Account = {
  functionLogGroup: async (name) => functions[name],
  functionNames: async () => Object.keys(functions),
  hasLogGroup: async (name) => groups.includes(name),
  logGroupNames: async () => groups,
};

describe('resolveTargets', () => {
  it('finds a function by the log group that it is configured to write to, not by a guessed name', async () => {
    expect(await resolveTargets(['notes-create'], account)).toEqual([{ group: 'Stack-Logs-1', label: 'notes-create' }]);
  });

  it('takes a name with a slash, a known prefix or a generated form as a log group', async () => {
    expect(
      await resolveTargets(['/aws/lambda/notes-list', 'API-Gateway-Execution-Logs_abc/prod', 'Stack-Logs-2'], account),
    ).toEqual([
      { group: '/aws/lambda/notes-list', label: 'notes-list' },
      { group: 'API-Gateway-Execution-Logs_abc/prod', label: 'abc/prod' },
      { group: 'Stack-Logs-2', label: 'Stack-Logs-2' },
    ]);
  });

  it('reads a group once that is named twice', async () => {
    expect(await resolveTargets(['notes-create', 'Stack-Logs-1'], account)).toHaveLength(1);
  });

  it('names the three nearest when there is no such name', async () => {
    const error = await resolveTargets(['notes-craete'], account).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnknownTargetError);
    expect((error as UnknownTargetError).nearest[0]).toBe('notes-create');
    expect((error as Error).message).toMatch(
      /^No function or log group is called "notes-craete"\. Nearest: notes-create, /,
    );
  });
});
