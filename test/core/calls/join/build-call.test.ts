import { describe, expect, it } from 'vitest';
import { buildCall, buildIndexedCall, type CallLines } from '../../../../core/calls/join/build-call.ts';
import type { LogRecord, RecordKind } from '../../../../core/log-event.ts';

const record = (kind: RecordKind, more: Partial<LogRecord>): LogRecord => ({
  group: 'g',
  stream: 's',
  timestamp: 1,
  ingestionTime: 1,
  message: '',
  kind,
  ...more,
});

const ACCESS_FIELDS = { userId: 'access', ip: 'access', method: 'access', path: '/access', status: 502 };
const HELPER = { userId: 'helper', ip: 'helper', method: 'helper', url: '/helper', status: 200, userAgent: 'helper' };
const access = (fields: LogRecord['fields'] = {}) =>
  record('api.access', { fields: { ...ACCESS_FIELDS, ...fields }, requestId: 'access' });
const execution = (step: string, content: string) => record('api.execution', { fields: { step, content } });

const build = (lines: Partial<CallLines>) =>
  buildCall({ access: undefined, helper: undefined, execution: [], function: [], functionRequestId: null, ...lines });

describe('a field of a call is taken from the first line that has it', () => {
  it('request data: the access line, the helper record', () => {
    expect(build({ access: access(), helper: HELPER })).toMatchObject({
      userId: 'access',
      ip: 'access',
      method: 'access',
      url: '/access',
      status: 502,
      requestId: 'access',
      userAgent: 'helper',
    });
    expect(build({ helper: HELPER })).toMatchObject({ userId: 'helper', url: '/helper', status: 200, requestId: '' });
  });

  it('bodies: the helper record, the execution log', () => {
    const bodyLines = [execution('request-body', 'execution'), execution('response-body', 'execution')];
    expect(build({ access: access(), execution: bodyLines })).toMatchObject({
      request: 'execution',
      response: 'execution',
    });
    expect(build({ helper: { request: 'helper' }, execution: bodyLines })).toMatchObject({
      request: 'helper',
      response: 'execution',
    });
  });

  it('the error: the helper record, the function, its report, the access line', () => {
    const uncaught = record('function.log', { level: 'ERROR', fields: { errorType: 'TypeError', errorMessage: 'x' } });
    const report = record('function.report', { level: 'ERROR', fields: { status: 'timeout' } });
    const failed = access({ integrationError: 'integration', errorMessage: 'Internal server error' });
    const lines = { access: failed, function: [uncaught, report] };
    expect(build({ ...lines, helper: { error: 'helper' } }).error).toBe('helper');
    expect(build(lines).error).toBe('TypeError: x');
    expect(build({ ...lines, access: access({ status: 200 }) }).error).toBe('timeout');
    expect(build({ access: failed }).error).toBe('integration');
    expect(build({ access: access({ errorMessage: 'Forbidden' }) }).error).toBe('Forbidden');
  });

  it('the trace id: the access line, the helper record, the execution log, the function', () => {
    const lines = {
      execution: [record('api.execution', { traceId: 'execution' })],
      function: [record('function.report', { traceId: 'function' })],
    };
    expect(build({ ...lines, access: { ...access(), traceId: 'access' } }).traceId).toBe('access');
    expect(build({ ...lines, access: access(), helper: { traceId: 'helper' } }).traceId).toBe('helper');
    expect(build(lines).traceId).toBe('execution');
    expect(build({ function: lines.function }).traceId).toBe('function');
  });

  it('a field that no line has is empty or null', () => {
    expect(build({})).toMatchObject({ userId: null, ip: '', url: '', status: 0, request: null, error: null });
  });
});

it('the error of an indexed call comes from the access line first', () => {
  const key = { id: '01935c2e-9f00-7000-8000-000000000000', domainId: 'd', source: 'api' } as const;
  const call = buildIndexedCall(key, { error: 'access', status: 502 }, { error: 'helper', request: 'helper' });
  expect(call).toMatchObject({ ...key, error: 'access', status: 502, request: 'helper', response: null });
});
