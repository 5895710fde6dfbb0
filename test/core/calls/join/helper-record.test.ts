import { expect, it } from 'vitest';
import { helperRecordIn, helperRecordOf, isWebhook } from '../../../../core/calls/join/helper-record.ts';
import { parseEvent } from '../../../../core/parse/parse-event.ts';

const record = (line: unknown) =>
  parseEvent({ group: 'g', stream: 's', timestamp: 1, ingestionTime: 1, message: JSON.stringify(line) });
const apiCall = { id: 'a', source: 'api' };

it('a line that the helper wrote has a helper record', () => {
  expect(helperRecordOf(record({ level: 'INFO', message: 'api.call', apiCall }))).toEqual(apiCall);
});

it.each([
  ['another message', { level: 'INFO', message: 'x', apiCall }],
  [
    'an object that a client sent and the function logged',
    { level: 'INFO', message: { message: 'api.call', apiCall } },
  ],
  ['a text', { level: 'INFO', message: 'api.call', apiCall: 'a' }],
  ['a list', { level: 'INFO', message: 'api.call', apiCall: [apiCall] }],
  [
    'an access line',
    { requestId: 'r', extendedRequestId: 'e', method: 'GET', status: '200', message: 'api.call', apiCall },
  ],
])('%s has no helper record', (_, line) => {
  expect(helperRecordOf(record(line))).toBeUndefined();
});

it('the record of the request that the function handles is distinguished from the records of requests that it sent', () => {
  const webhook = record({ level: 'INFO', message: 'api.call', apiCall: { source: 'webhook' } });
  const helper = record({ level: 'INFO', message: 'api.call', apiCall });
  expect(isWebhook(helperRecordOf(webhook))).toBe(true);
  expect(helperRecordIn([webhook, helper])).toEqual(apiCall);
  expect(helperRecordIn([webhook])).toBeUndefined();
});
