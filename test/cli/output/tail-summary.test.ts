import { expect, it } from 'vitest';
import { TailSummary } from '../../../cli/output/tail-summary.ts';
import type { LogRecord } from '../../../core/log-event.ts';

const record: LogRecord = { group: 'g', stream: 's', timestamp: 0, ingestionTime: 0, message: 'm', kind: 'text' };

it('counts what was shown, what of it was late, and the throttles that were waited for', () => {
  const summary = new TailSummary();
  expect(summary.isEmpty).toBe(true);
  expect(summary.lastWord()).toBe('0 events shown');
  summary.shown(record);
  expect(summary.lastWord()).toBe('1 event shown');
  summary.shown({ ...record, late: true });
  summary.throttled();
  expect(summary.lastWord()).toBe('2 events shown, 1 of them late; waited for 1 throttle');
  summary.throttled();
  expect(summary.lastWord()).toBe('2 events shown, 1 of them late; waited for 2 throttles');
  expect(summary.isEmpty).toBe(false);
});
