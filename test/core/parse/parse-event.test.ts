import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../../core/access-log-format.ts';
import { parseEvent } from '../../../core/parse/parse-event.ts';

const ID = '8f507cfc-3b2e-4a3c-9a0e-6f2d1c0b9a8e';
const parse = (message: string) => parseEvent({ group: 'g', stream: 's', timestamp: 1, ingestionTime: 2, message });

describe('lines that Lambda writes', () => {
  it.each([
    ['START', `START RequestId: ${ID} Version: $LATEST\n`, { kind: 'function.start', requestId: ID }],
    ['END', `END RequestId: ${ID}\n`, { kind: 'function.end', requestId: ID }],
    [
      'REPORT',
      `REPORT RequestId: ${ID}\tDuration: 3.50 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 65 MB\tStatus: timeout\nXRAY TraceId: 1-5\t`,
      {
        kind: 'function.report',
        requestId: ID,
        fields: {
          metrics: { durationMs: 3.5, billedDurationMs: 4, memorySizeMB: 128, maxMemoryUsedMB: 65 },
          status: 'timeout',
        },
      },
    ],
    [
      'a timeout',
      `2026-11-21T10:00:00.000Z ${ID} Task timed out after 3.00 seconds\n\n`,
      { kind: 'function.log', level: 'ERROR', requestId: ID },
    ],
    [
      'platform.start',
      JSON.stringify({ type: 'platform.start', record: { requestId: ID } }),
      { kind: 'function.start', requestId: ID },
    ],
    [
      'platform.report',
      JSON.stringify({ type: 'platform.report', record: { requestId: ID, metrics: { durationMs: 1 } } }),
      { kind: 'function.report', requestId: ID, fields: { requestId: ID, metrics: { durationMs: 1 } } },
    ],
    [
      'the console before the first request',
      '2026-11-21T10:00:00.000Z\tundefined\tINFO\tinit\n',
      { kind: 'function.log', level: 'INFO' },
    ],
  ])('understands %s', (_, message, expected) => {
    expect(parse(message)).toMatchObject(expected);
  });
});

it('understands an execution line, its request, and that it tells of a failure', () => {
  expect(parse(`(${ID}) Method completed with status: 502`)).toMatchObject({
    kind: 'api.execution',
    requestId: ID,
    level: 'ERROR',
  });
  expect(parse(`(${ID}) Method request body before transformations: {\n}`)).toMatchObject({
    kind: 'api.execution',
    requestId: ID,
  });
});

describe('access lines', () => {
  const line = (values: Record<string, string>) =>
    accessLogFormat(REST_ACCESS_LOG_FIELDS).replace(/\$context\.[\w.]+/g, (variable) => values[variable] ?? '-');

  it('reads back what the stage wrote: numbers as numbers, unset values left out', () => {
    const record = parse(
      line({
        '$context.requestId': ID,
        '$context.status': '201',
        '$context.httpMethod': 'POST',
        '$context.xrayTraceId': '1-5',
      }),
    );
    expect(record).toMatchObject({
      kind: 'api.access',
      requestId: ID,
      traceId: '1-5',
      fields: { status: 201, method: 'POST' },
    });
    expect(record.fields).not.toHaveProperty('userAgent');
  });

  it('believes the values that stand last, when a client forges them in its user agent', () => {
    const forged = 'x","status":"200","requestId":"forged","userAgent":"y';
    const record = parse(
      line({ '$context.requestId': ID, '$context.status': '403', '$context.identity.userAgent': forged }),
    );
    expect(record).toMatchObject({ requestId: ID, fields: { status: 403, requestId: ID } });
  });
});

it('never throws and never loses the message, whatever the line', () => {
  const fragment = fc.constantFrom(
    'START ',
    'END ',
    'REPORT ',
    'RequestId: ',
    ID,
    '\t',
    '{',
    '}',
    '(',
    ') ',
    '"level":',
    '2026-11-21T10:00:00.000Z',
  );
  const message = fc.array(fc.oneof(fragment, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(message, fc.json()), (text) => {
      expect(parse(text).message).toBe(text);
    }),
  );
});
