import { expect, it } from 'vitest';
import { recordFilter } from '../../core/filter-records.ts';
import { parseEvent } from '../../core/parse/parse-event.ts';

const ID = '8f507cfc-3b2e-4a3c-9a0e-6f2d1c0b9a8e';
const record = (message: string) => parseEvent({ group: 'g', stream: 's', timestamp: 0, ingestionTime: 0, message });
const REPORT = `REPORT RequestId: ${ID}\tDuration: 5 ms\tBilled Duration: 6 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t`;
const platformReport = (status: object) =>
  JSON.stringify({ type: 'platform.report', record: { requestId: ID, metrics: { durationMs: 5 }, ...status } });

it.each([
  ['START', `START RequestId: ${ID} Version: $LATEST\n`, false],
  ['END', `END RequestId: ${ID}\n`, false],
  ['a REPORT', REPORT, false],
  ['a REPORT in JSON', platformReport({ status: 'success' }), false],
  ['the REPORT of an exit', `${REPORT}Status: error\tError Type: Runtime.ExitError\n`, true],
  ['the REPORT of a timeout, in JSON', platformReport({ status: 'timeout' }), true],
  ['a line of the function', 'hello', true],
])('the option `platform: false` applies to %s', (_, message, isShown) => {
  expect(recordFilter({ platform: false })?.(record(message))).toBe(isShown);
});

it('leaves out records below the level; a record without a level counts as INFO', () => {
  const shows = recordFilter({ level: 'WARN', platform: false });
  expect(shows?.(record('hello'))).toBe(false);
  expect(shows?.(record(JSON.stringify({ level: 'ERROR', message: 'x' })))).toBe(true);
  expect(shows?.(record(`${REPORT}Status: error\tError Type: Runtime.ExitError\n`))).toBe(true);
});
