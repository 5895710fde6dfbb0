import { describe, expect, it } from 'vitest';
import {
  type Check,
  type CheckResult,
  failed,
  held,
  notChecked,
  runChecks,
} from '../../../scripts/verify-aws/check.ts';
import { hasHeld, type RunReport, reportText } from '../../../scripts/verify-aws/report.ts';

const check = (outcome: CheckResult['outcome'], evidence = 'seen'): CheckResult => ({
  name: 'log-group-retention',
  assumption: 'Groups have a retention.',
  source: 'https://example.com',
  outcome,
  evidence,
  durationMs: 12,
});

const REPORT: RunReport = {
  prefix: 'tg-ab12cd',
  accountId: '123456789012',
  region: 'eu-west-1',
  startedAt: Date.UTC(2026, 10, 26, 3),
  endedAt: Date.UTC(2026, 10, 26, 3, 31, 5),
  versions: { 'Node.js': 'v24.21.0' },
  phases: [{ title: 'Deploy the stacks', outcome: 'done', durationMs: 245_000 }],
  checks: [check('held')],
  accountRole: 'kept: the current role works',
  deleted: [{ kind: 'table', name: 'tg-ab12cd-LogsApi-Calls' }],
  remaining: [],
  isRunning: false,
  remains: undefined,
};

describe('the report', () => {
  it('has versions, region, durations, and each check with its evidence and source', () => {
    const text = reportText(REPORT);
    expect(text).toContain('Everything held. 1 checks held, 0 failed, 0 could not be made.');
    expect(text).toContain('| duration | 31 min 5 s |');
    expect(text).toContain('| Node.js | v24.21.0 |');
    expect(text).toContain('| Deploy the stacks | done | 4 min 5 s |');
    expect(text).toContain('| `log-group-retention` | held | Groups have a retention. | seen | https://example.com |');
    expect(text).toContain('- The role of the account: kept: the current role works');
    expect(text).toContain('table `tg-ab12cd-LogsApi-Calls`');
  });

  it('keeps one line per row, whatever the evidence contains', () => {
    const text = reportText({ ...REPORT, checks: [check('failed', 'a | b\n\n| c')] });
    expect(text).toContain('| **failed** | Groups have a retention. | a \\| b \\| c |');
  });

  it('has no account id', () => {
    const evidence = 'arn:aws:logs:eu-west-1:123456789012:log-group:x, and account 210987654321';
    const phases = [
      {
        title: 'Deploy',
        outcome: 'failed' as const,
        reason: 'bucket cdk-hnb659fds-assets-123456789012-eu-west-1',
        durationMs: 1,
      },
    ];
    const text = reportText({ ...REPORT, phases, checks: [check('held', evidence)] });
    expect(text).not.toMatch(/\d{12}/);
    expect(text).toContain('arn:aws:logs:eu-west-1:ACCOUNT:log-group:x');
  });

  it('has the commands that delete what may remain, and does not say that nothing remains', () => {
    const text = reportText({ ...REPORT, remaining: undefined, remains: 'aws cloudformation delete-stack' });
    expect(text).toContain('- Not deleted: not known.');
    expect(text).toContain('```text\naws cloudformation delete-stack\n```');
  });

  it.each([
    [{ isRunning: true }],
    [{ checks: [check('held'), check('failed')] }],
    [{ checks: [check('held'), check('not checked')] }],
    [{ checks: [] }],
    [{ phases: [{ title: 'Delete', outcome: 'failed' as const, durationMs: 1 }] }],
  ])('does not say that everything held: %j', (change) => {
    expect(hasHeld({ ...REPORT, ...change })).toBe(false);
    expect(reportText({ ...REPORT, ...change })).toContain('Not everything held.');
  });
});

describe('a check', () => {
  const run = async (action: Check<string>['run'], signal = new AbortController().signal) => {
    const results: CheckResult[] = [];
    await runChecks([{ name: 'x', assumption: '', source: '', run: action }], 'subject', {
      signal,
      now: () => 0,
      add: (result) => results.push(result),
    });
    return results.map(({ outcome, evidence }) => `${outcome}: ${evidence}`);
  };

  it.each([held, failed, notChecked])('has the finding that it returns', async (finding) => {
    expect(await run(async (subject) => finding(subject))).toEqual([`${finding('').outcome}: subject`]);
  });

  it('fails with an error, and is not made without a permission', async () => {
    const thrown = (name: string) => run(() => Promise.reject(Object.assign(new Error('no'), { name })));
    expect(await thrown('ResourceNotFoundException')).toEqual(['failed: ResourceNotFoundException: no']);
    expect(await thrown('AccessDeniedException')).toEqual([
      'not checked: a permission is missing: AccessDeniedException: no',
    ]);
  });

  it('ends without a finding when the run is interrupted', async () => {
    const stop = new AbortController();
    const action = async () => {
      stop.abort(new Error('interrupted'));
      throw new Error('closed');
    };
    await expect(run(action, stop.signal)).rejects.toThrow('interrupted');
  });
});
