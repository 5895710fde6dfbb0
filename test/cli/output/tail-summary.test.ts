import { expect, it } from 'vitest';
import { TailSummary } from '../../../cli/output/tail-summary.ts';
import type { LogRecord } from '../../../core/log-event.ts';

const record: LogRecord = { group: 'g', stream: 's', timestamp: 0, ingestionTime: 0, message: 'm', kind: 'text' };

it('counts the events, the late ones among them, and the throttles', () => {
  const summary = new TailSummary();
  expect(summary.isEmpty).toBe(true);
  expect(summary.toString()).toBe('0 events shown');
  summary.countRecord(record);
  expect(summary.toString()).toBe('1 event shown');
  summary.countRecord({ ...record, late: true });
  summary.countThrottle();
  expect(summary.toString()).toBe('2 events shown, 1 of them late; waited for 1 throttle');
  summary.countThrottle();
  expect(summary.toString()).toBe('2 events shown, 1 of them late; waited for 2 throttles');
  expect(summary.isEmpty).toBe(false);
});
