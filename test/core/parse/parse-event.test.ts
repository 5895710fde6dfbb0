import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../../core/access-log-format.ts';
import type { LogRole } from '../../../core/log-event.ts';
import { parseEvent } from '../../../core/parse/parse-event.ts';

const ID = '8f507cfc-3b2e-4a3c-9a0e-6f2d1c0b9a8e';
const parse = (message: string) => parseEvent({ group: 'g', stream: 's', timestamp: 1, ingestionTime: 2, message });

describe('a line of a log group with a known role', () => {
  const ACCESS_LINE = accessLogFormat(REST_ACCESS_LOG_FIELDS)
    .replace('"$context.status"', '"200"')
    .replace(/\$context\.[\w.]+/g, '-x-');
  const CLF_LINE = '203.0.113.1 - - [21/Nov/2026:10:00:00 +0000] "GET /notes HTTP/1.1" 200 5 8f507cfc-3b2e-4a3c-9a0e';
  const HELPER_LINE = `{"level":"INFO","message":"api.call","function_request_id":"${ID}","apiCall":{"status":200}}`;
  const LINES = {
    access: ACCESS_LINE,
    clf: CLF_LINE,
    execution: `(${ID}) Method completed with status: 200`,
    start: `START RequestId: ${ID} Version: $LATEST`,
    platform: `{"type":"platform.report","record":{"requestId":"${ID}"}}`,
    helper: HELPER_LINE,
    // Any function can log such fields.
    request: `{"level":"INFO","requestId":"${ID}","extendedRequestId":"x","method":"GET","status":200}`,
  } as const;
  const kinds = (role: LogRole | undefined) =>
    Object.entries(LINES).map(([name, message]) => [
      name,
      parseEvent({ group: 'g', stream: 's', timestamp: 1, ingestionTime: 2, message }, role).kind,
    ]);

  it('counts as what writes to the group, not as what it looks like', () => {
    expect(Object.fromEntries(kinds(undefined))).toEqual({
      access: 'api.access',
      clf: 'api.access',
      execution: 'api.execution',
      start: 'function.start',
      platform: 'function.report',
      helper: 'function.log',
      request: 'api.access',
    });
    expect(Object.fromEntries(kinds('function'))).toEqual({
      access: 'function.log',
      clf: 'text',
      execution: 'text',
      start: 'function.start',
      platform: 'function.report',
      helper: 'function.log',
      request: 'function.log',
    });
    expect(Object.fromEntries(kinds('access'))).toEqual({
      access: 'api.access',
      clf: 'api.access',
      execution: 'text',
      start: 'text',
      platform: 'text',
      helper: 'text',
      request: 'api.access',
    });
    expect(Object.fromEntries(kinds('execution'))).toEqual({
      access: 'text',
      clf: 'text',
      execution: 'api.execution',
      start: 'text',
      platform: 'text',
      helper: 'text',
      request: 'text',
    });
  });
});

describe('lines of Lambda', () => {
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
  ])('parses %s', (_, message, expected) => {
    expect(parse(message)).toMatchObject(expected);
  });
});

it('parses an execution line: its request id, and its level when it reports a failure', () => {
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

  it('have numbers as numbers, and leave out fields without a value', () => {
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
    expect(record.fields?.userAgent).toBeUndefined();
  });

  it('have their trusted values, even if a client broke the JSON with a quote', () => {
    const record = parse(
      line({
        '$context.requestId': ID,
        '$context.extendedRequestId': 'ext=',
        '$context.status': '403',
        '$context.identity.sourceIp': '203.0.113.10',
        '$context.identity.userAgent': 'x" y","ip":"198.51.100.1","z',
      }),
    );
    expect(record).toMatchObject({
      kind: 'api.access',
      level: 'WARN',
      requestId: ID,
      fields: { status: 403, ip: '203.0.113.10' },
    });
  });

  it.each(['the line {"errorMessage":-,"x":-}', '{"errorMessage":-, once'])(
    'do not include a text of a logger that looks like an unset value: %s',
    (message) => {
      expect(parse(JSON.stringify({ level: 'INFO', message })).fields).toEqual({ level: 'INFO', message });
    },
  );

  it('have the last values, when a client forges earlier ones in its user agent', () => {
    const forged = 'x","status":"200","requestId":"forged","userAgent":"y';
    const record = parse(
      line({ '$context.requestId': ID, '$context.status': '403', '$context.identity.userAgent': forged }),
    );
    expect(record).toMatchObject({ requestId: ID, fields: { status: 403, requestId: ID } });
  });
});

const HEADS = [
  '',
  'START RequestId: ',
  'REPORT RequestId: ',
  `REPORT RequestId: ${ID}\t`,
  'INIT_REPORT ',
  `RequestId: ${ID} Error: `,
  '{"requestId":"r","extendedRequestId":"e","status":"200","userAgent":"',
  '{',
  `(${ID}) `,
  `(${ID}) Verifying Usage Plan for request: r. API Key: `,
  `(${ID}) Endpoint response headers: {`,
  '2026-11-21T10:00:00.000Z\t',
  `2026-11-21T10:00:00.000Z\t${ID}\tERROR\tInvoke Error \t`,
  '[ERROR]\t2026-11-21T10:00:00.000Z\t',
  '203.0.113.10 - - [21/Nov/2026:14:02:11 +0000] "GET ',
  '2026-11-21 10:00:00 ',
  'time="x" ',
];
const fragment = fc.oneof(
  fc.constantFrom(
    '"',
    '":',
    '","a":"',
    '\\',
    '\t',
    ' ',
    '\n',
    '{',
    '}',
    '(',
    ') ',
    ':-,',
    '"a":-,',
    'a.',
    'Aa',
    '=',
    ID,
  ),
  fc.constantFrom('level=', 'Error', 'authorized because', 'x-amzn-RequestId=', 'API Stage: ', 'Lambda request id: '),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

describe('any line', () => {
  it('keeps its message and causes no exception', () => {
    const message = fc
      .tuple(fc.constantFrom(...HEADS), fc.array(fragment))
      .map(([head, parts]) => head + parts.join(''));
    fc.assert(
      fc.property(fc.oneof(message, fc.json()), (text) => {
        expect(parse(text).message).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps every key and value, if it is JSON and not an access line', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom('INFO', 30, undefined), (line, level) => {
        const whole = JSON.stringify({ ...line, level });
        const { kind, fields } = parse(whole);
        if (kind !== 'api.access') expect(fields).toEqual(JSON.parse(whole));
      }),
    );
  });

  it('is parsed in time proportional to its length', () => {
    const LENGTH = 300_000;
    // Linear parsing takes some milliseconds; quadratic parsing would take minutes.
    const LIMIT_MS = 4000;
    fc.assert(
      fc.property(fc.constantFrom(...HEADS), fc.array(fragment, { minLength: 1, maxLength: 3 }), (head, parts) => {
        const unit = parts.join('') || ' ';
        const text = head + unit.repeat(Math.ceil(LENGTH / unit.length));
        // CPU time of this process: other processes do not count.
        const start = process.cpuUsage();
        parse(text);
        expect(process.cpuUsage(start).user / 1000).toBeLessThan(LIMIT_MS);
      }),
      { numRuns: 150 },
    );
  });
});
