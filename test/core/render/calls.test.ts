import { describe, expect, it } from 'vitest';
import type { JoinedCall } from '../../../core/calls/join/joined-call.ts';
import { redactCall } from '../../../core/calls/join/redact-call.ts';
import { parseEvent } from '../../../core/parse/parse-event.ts';
import { callLogfmtRenderer } from '../../../core/render/call-logfmt.ts';
import { callTextRenderer } from '../../../core/render/call-text.ts';
import { renderCallJson } from '../../../core/render/plain-output.ts';
import { traceTextRenderer } from '../../../core/render/trace-text.ts';

const ACCESS = 'access';
const EXECUTION = 'execution';
const FUNCTION = '/aws/lambda/notes-create';
const ID = '4b9e2c1a-77d0-4f3a-9c55-000000000001';
const TIME = Date.parse('2026-11-21T14:02:11.480Z');
const SOURCES = [
  { group: ACCESS, label: 'notes/prod' },
  { group: FUNCTION, label: 'notes-create' },
];

const record = (group: string, at: number, message: string) =>
  parseEvent({ group, stream: '[$LATEST]1', timestamp: TIME + at, ingestionTime: TIME, message });

const joined = (overrides: Partial<JoinedCall> = {}, call: Partial<JoinedCall['call']> = {}): JoinedCall => ({
  call: {
    id: '01a1fda9-93a1-7ef3-851c-5dcf76e05801',
    userId: 'ann',
    domainId: 'api1',
    source: 'api',
    ip: '203.0.113.10',
    method: 'POST',
    url: 'https://example.com/prod/notes',
    route: '/notes',
    status: 201,
    createdAt: new Date(TIME).toISOString(),
    request: '{\n  "content": "milk"\n}',
    response: '{"noteId":"1"}',
    latencyMs: 19,
    error: null,
    userAgent: 'curl/8.1 (x)',
    requestId: ID,
    functionRequestId: null,
    traceId: null,
    ...call,
  },
  missing: [],
  functionGroup: FUNCTION,
  records: [
    record(
      ACCESS,
      19,
      JSON.stringify({
        requestId: ID,
        extendedRequestId: 'e',
        method: 'POST',
        ip: '203.0.113.10',
        userAgent: 'curl/8.1',
        status: '201',
        responseLength: '14',
      }),
    ),
    record(
      EXECUTION,
      1,
      `(${ID}) Sending request to https://lambda/functions/arn:aws:lambda:us-east-1:1:function:notes-create/invocations`,
    ),
    record(EXECUTION, 0, `(${ID}) Starting execution for request: ${ID}`),
    record(EXECUTION, 18, `(${ID}) Method completed with status: 201`),
    record(FUNCTION, 2, `START RequestId: ${ID} Version: 7`),
    record(FUNCTION, 14, JSON.stringify({ level: 'INFO', message: 'note created', noteId: '6f1c', requestId: ID })),
    record(
      FUNCTION,
      15,
      JSON.stringify({
        level: 'ERROR',
        message: 'oops',
        error: { name: 'TypeError', message: 'x', stack: 'TypeError: x\n    at handler (a.js:1:1)' },
      }),
    ),
  ],
  ...overrides,
});

const text = (call: JoinedCall, expand = false, width?: number) =>
  callTextRenderer({
    sources: SOURCES,
    color: false,
    timeZone: 'UTC',
    today: TIME,
    expand,
    ...(width !== undefined && { width }),
  })(call);

describe('a line for each call', () => {
  it('has a heading with the day when the day differs from the line before, or from today', () => {
    const show = callTextRenderer({ sources: SOURCES, color: false, timeZone: 'UTC', today: TIME, expand: true });
    const of = (createdAt: string) => show(joined({}, { createdAt })).split('\n').slice(0, 2);
    expect(of('2026-11-20T23:59:59.999Z')).toEqual([
      '— Fri 2026-11-20 —',
      expect.stringMatching(/^23:59:59\.999 {2}201/),
    ]);
    expect(of('2026-11-20T23:59:59.999Z')[0]).toMatch(/^23:59/);
    expect(of('2026-11-21T00:00:00.000Z')).toEqual([
      '— Sat 2026-11-21 —',
      expect.stringMatching(/^00:00:00\.000 {2}201/),
    ]);
  });

  it('has time, status, method, route, latency, user, function and short request id', () => {
    expect(text(joined())).toBe(
      '14:02:11.480  201  POST   /notes                       19 ms  ann  notes-create  4b9e2c1a',
    );
  });

  it('shows a cold start, an error, and missing log lines', () => {
    expect(text(joined({ coldStartMs: 212, missing: ['api.call'] }, { error: 'TypeError: x' }))).toMatch(
      /notes-create {2}cold start 212 ms {2}TypeError: x {2}\(missing: api\.call\) {2}4b9e2c1a$/,
    );
  });

  it('shows the URL of a webhook', () => {
    expect(text(joined({}, { source: 'webhook', url: 'https://example.com/hook', route: null }))).toContain(
      'POST   https://example.com/hook     19 ms  ann  webhook of notes-create',
    );
  });

  it('fits the terminal, and is one line without control characters, for any content', () => {
    const forged = joined({}, { url: 'https://x/\u001b[2J\nforged', route: null, userId: 'x'.repeat(300) });
    const line = text(forged, false, 80);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).toContain('…');
    expect(text(forged)).not.toContain('\u001b');
    expect(text(forged)).not.toContain('\n');
    expect(text(forged)).toContain('\\x1b[2J');
  });

  it('has the bodies, the lines of the function and error stacks below it when it is expanded', () => {
    expect(text(joined(), true).split('\n').slice(1)).toEqual([
      '                   request   { "content": "milk" }',
      '                   response  {"noteId":"1"}',
      '                       2 ms  START   version 7',
      '                      14 ms  INFO    note created  noteId=6f1c',
      '                      15 ms  ERROR   oops  TypeError: x',
      '                                       at handler (a.js:1:1)',
    ]);
    for (const line of text(joined(), true, 60).split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });
});

it('logfmt has sorted keys, and quotes values that need it', () => {
  expect(callLogfmtRenderer(SOURCES)(joined())).toBe(
    'app_id=notes-create code=201 duration=19 instance="[$LATEST]1" level=info method="POST /notes" msg="HTTP API Called" ' +
      'scope=tailgate.api size=14 time="2026-11-21T14:02:11.480000000Z" type=log useragent="curl/8.1 (x)" ver=7',
  );
  const bare = callLogfmtRenderer(SOURCES)(
    joined({ records: [] }, { userAgent: null, latencyMs: null, response: 'a"b\u001b' }),
  );
  expect(bare).not.toMatch(/useragent|duration|instance/);
  expect(bare).not.toContain('\u001b');
  expect(bare).toContain('size=4');
});

it('JSON is the call with its missing lines, and with its records when it is expanded', () => {
  expect(JSON.parse(renderCallJson(joined()))).toEqual(joined().call);
  const whole = JSON.parse(renderCallJson(joined({ missing: ['access'] }), true));
  expect(whole).toMatchObject({ missing: ['access'], records: [{ kind: 'api.access' }, ...Array(6).fill({})] });
});

describe('a trace', () => {
  const trace = (call: JoinedCall, includeAll = false, width?: number) =>
    traceTextRenderer({ color: false, timeZone: 'UTC', includeAll, ...(width !== undefined && { width }) })(call).split(
      '\n',
    );

  it('is a block in order of time, with the time since the request and since the previous step', () => {
    expect(trace(joined({ coldStartMs: 212 }))).toEqual([
      'POST /prod/notes  201  19 ms   2026-11-21 14:02:11.480   user ann',
      '  request   { "content": "milk" }',
      '  response  {"noteId":"1"}',
      '   0 ms   +0  access     203.0.113.10  curl/8.1',
      '   1 ms   +1  execution  integration notes-create',
      '   2 ms   +1  function   START  cold start 212 ms',
      '  14 ms  +12  function   INFO   note created  noteId=6f1c',
      '  15 ms   +1  function   ERROR  oops  TypeError: x',
      '                           at handler (a.js:1:1)',
      '  18 ms   +3  execution  completed with status 201',
    ]);
  });

  it('shows the requests that the function sent', () => {
    const apiCall = { source: 'webhook', method: 'POST', url: 'https://example.com/hook', status: 200, error: null };
    const records = [record(FUNCTION, 3, JSON.stringify({ level: 'INFO', message: 'api.call', apiCall }))];
    expect(trace(joined({ records }))).toContain(
      '  3 ms  +3  function   INFO   sent POST  https://example.com/hook  200',
    );
  });

  it('shows the stack of an error once, although the function, the helper and Lambda log it', () => {
    const stack = 'TypeError: x\n    at handler (a.js:1:1)\n    at run (b.js:2:2)';
    const error = { name: 'TypeError', message: 'x', stack };
    const records = [
      record(
        FUNCTION,
        3,
        JSON.stringify({
          level: 'ERROR',
          message: 'end get',
          error,
          capture: { phase: 'end', point: 'function', durationMs: 43.4 },
        }),
      ),
      record(
        FUNCTION,
        4,
        JSON.stringify({ level: 'ERROR', errorType: 'TypeError', errorMessage: 'x', stackTrace: stack.split('\n') }),
      ),
    ];
    expect(trace(joined({ records })).slice(3)).toEqual([
      '  3 ms  +3  function   ERROR  end get  TypeError: x  43 ms',
      '                         at handler (a.js:1:1)',
      '                         at run (b.js:2:2)',
      '  4 ms  +1  function   ERROR  TypeError: x',
    ]);
    expect(trace(joined({ records }), true).filter((line) => line.endsWith('at run (b.js:2:2)'))).toHaveLength(2);
  });

  it('has every line with includeAll', () => {
    expect(trace(joined(), true).join('\n')).toContain(`execution  Starting execution for request: ${ID}`);
  });

  it('fits the terminal', () => {
    for (const line of trace(joined(), true, 70)) expect(line.length).toBeLessThanOrEqual(70);
  });

  it('wraps its first line, and does not cut ids', () => {
    const call = joined({ missing: ['api.call'] }, { traceId: '1-6b018306-b75a33595945f29b2c46e3ca' });
    expect(trace(call, false, 80).slice(0, 3)).toEqual([
      'POST /prod/notes  201  19 ms   2026-11-21 14:02:11.480   user ann',
      '  trace 1-6b018306-b75a33595945f29b2c46e3ca   missing: api.call',
      '  request   { "content": "milk" }',
    ]);
    expect(trace(call)[0]).toBe(
      'POST /prod/notes  201  19 ms   2026-11-21 14:02:11.480   user ann   trace 1-6b018306-b75a33595945f29b2c46e3ca   missing: api.call',
    );
    const long = joined({}, { url: `https://example.com/prod/${'n'.repeat(200)}` });
    expect(trace(long, false, 60).slice(0, 2)).toEqual([
      `POST /prod/${'n'.repeat(48)}…`,
      '  201  19 ms   2026-11-21 14:02:11.480   user ann',
    ]);
  });
});

describe('redaction', () => {
  const body = JSON.stringify({ password: 'planted-1', card: { number: '4111' }, content: 'milk' });
  const headers =
    'Authorization=planted-2, Cookie=a=planted-3; b=planted-4, X-Amz-Security-Token=planted-5, Accept=*/*';
  const callWithSecrets = joined(
    {
      records: [
        record(EXECUTION, 0, `(${ID}) Method request headers: {${headers}}`),
        record(EXECUTION, 0, `(${ID}) Method request body before transformations: ${body}`),
        record(EXECUTION, 0, `(${ID}) Endpoint request body after transformations: ${JSON.stringify({ body })}`),
        record(
          EXECUTION,
          0,
          `(${ID}) Endpoint request body after transformations: {"card":{"number":"4111 [TRUNCATED]`,
        ),
        record(
          FUNCTION,
          1,
          JSON.stringify({ level: 'INFO', message: 'api.call', apiCall: { request: body }, token: 'planted-6' }),
        ),
        record(FUNCTION, 2, `2026-11-21T10:00:00.000Z\t${ID}\tINFO\tBearer planted-7-abcdef`),
      ],
    },
    { request: body, url: 'https://user:planted-8@example.com/x?access_token=planted-9', error: 'password=planted-10' },
  );

  it('removes secrets from all fields and lines of a call', () => {
    const shown = JSON.stringify(redactCall(callWithSecrets));
    expect(shown).not.toMatch(/planted/);
    expect(shown).toContain('milk');
    expect(shown).toContain('Accept=*/*');
  });

  it('removes the values at a path, also from bodies in log lines, and removes bodies that are cut', () => {
    expect(JSON.stringify(redactCall(callWithSecrets))).toContain('4111');
    const shown = JSON.stringify(redactCall(callWithSecrets, ['request.card.number']));
    expect(shown).not.toContain('4111');
    expect(shown).toContain('milk');
  });
});
