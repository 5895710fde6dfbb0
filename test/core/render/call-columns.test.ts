import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { ApiCall } from '../../../core/calls/api-call.ts';
import type { JoinedCall } from '../../../core/calls/join/joined-call.ts';
import { callTextRenderer } from '../../../core/render/call-text.ts';

const TIME = '2026-11-21T14:02:11.480Z';
const CALL: ApiCall = {
  id: '01a1fda9-93a1-7ef3-851c-5dcf76e05801',
  userId: null,
  domainId: 'api1',
  source: 'api',
  ip: '203.0.113.10',
  method: 'GET',
  url: 'https://example.com/prod/notes',
  route: '/notes',
  status: 200,
  createdAt: TIME,
  request: null,
  response: null,
  latencyMs: 19,
  error: null,
  userAgent: null,
  requestId: '05a6e034-77d0-4f3a-9c55-000000000001',
  functionRequestId: null,
  traceId: null,
};

const joined = (call: Partial<ApiCall>, rest: Partial<JoinedCall> = {}): JoinedCall => ({
  call: { ...CALL, ...call },
  missing: [],
  functionGroup: 'notes-get',
  records: [],
  ...rest,
});

const FAILED = joined(
  {
    status: 502,
    route: '/notes/{noteId}',
    latencyMs: 236,
    error: "TypeError: Cannot read properties of undefined (reading 'content')",
  },
  { coldStartMs: 135 },
);
const COLD = joined(
  { method: 'POST', status: 201, latencyMs: 253 },
  { functionGroup: 'notes-create', coldStartMs: 202 },
);
const LONG_ROUTE = joined({ method: 'DELETE', route: '/organisations/{organisationId}/notes', latencyMs: 1234 });

const renderer = (width: number | undefined) =>
  callTextRenderer({
    sources: [],
    color: false,
    timeZone: 'UTC',
    today: Date.parse(TIME),
    expand: false,
    ...(width !== undefined && { width }),
  });

const show = (width: number | undefined, ...calls: readonly JoinedCall[]) => calls.map(renderer(width));

describe('a call on a terminal with a number of columns', () => {
  it('60: shows method, route and error of a failed call', () => {
    expect(show(60, COLD, joined({}), FAILED)).toEqual([
      '14:02:11.480  201  POST /notes  253 ms  notes-cre…  05a6e034',
      '14:02:11.480  200  GET /notes  19 ms  -  notes-get  05a6e034',
      '14:02:11.480  502  GET /notes…  TypeError: Cannot…  05a6e034',
    ]);
  });

  it('80: also shows the cold start, and the function of a failed call', () => {
    expect(show(80, COLD, joined({}), FAILED)).toEqual([
      '14:02:11.480  201  POST   /notes  253 ms  -  notes-create  cold 202 ms  05a6e034',
      '14:02:11.480  200  GET    /notes           19 ms  -  notes-get          05a6e034',
      '14:02:11.480  502  GET /notes/…  236 ms  notes-g…  TypeError: Cannot …  05a6e034',
    ]);
  });

  it('100: shows the function, and cuts a route only when there is no room', () => {
    expect(show(100, COLD, LONG_ROUTE, FAILED)).toEqual([
      '14:02:11.480  201  POST   /notes               253 ms  -  notes-create  cold start 202 ms   05a6e034',
      '14:02:11.480  200  DELETE /organisations/{organisationId}/notes   1234 ms  -  notes-get     05a6e034',
      '14:02:11.480  502  GET /notes/{no…  236 ms  notes-get  TypeError: Cannot read properties …  05a6e034',
    ]);
  });

  it('120: shows every name, and half of the line is the error', () => {
    expect(show(120, COLD, FAILED)).toEqual([
      '14:02:11.480  201  POST   /notes                    253 ms  -  notes-create  cold start 202 ms                  05a6e034',
      '14:02:11.480  502  GET /notes/{noteId}  236 ms  -  notes-get  TypeError: Cannot read properties of undefined …  05a6e034',
    ]);
  });

  it('any: fits for any content, and ends with the request id', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '日', '\t', '\n', '/', ' ', '👩‍👩‍👧'), maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 160 }), text, text, text, fc.boolean(), (width, a, b, c, isCold) => {
        const call = joined(
          { route: `/${a}`, userId: b, error: c },
          { functionGroup: `f${b}`, missing: ['access'], ...(isCold && { coldStartMs: 1 }) },
        );
        const [line = ''] = show(width, call);
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(line).toMatch(/ {2}05a6e034$/);
        expect(line).not.toMatch(/[\t\n]/);
      }),
    );
  });
});

it('a call without an access line fits the terminal', () => {
  const [line = ''] = show(60, joined({ method: '', status: 0, route: '/notes/{noteId}' }, { missing: ['access'] }));
  expect(line).toBe('14:02:11.480  -     /notes/{not…  19 ms  notes-get  05a6e034');
});

describe('the user column', () => {
  it('grows to the widest user so far, up to a limit', () => {
    const lines = show(undefined, ...[null, 'ann', null, 'x'.repeat(30), 'bob'].map((userId) => joined({ userId })));
    expect(lines.map((line) => line.replace(/^.* ms {2}/, ''))).toEqual([
      '-  notes-get  05a6e034',
      'ann  notes-get  05a6e034',
      '-    notes-get  05a6e034',
      `${'x'.repeat(30)}  notes-get  05a6e034`,
      'bob           notes-get  05a6e034',
    ]);
  });
});

it('nothing is cut in a pipe', () => {
  const [line = ''] = show(
    undefined,
    joined({ ...FAILED.call, route: `/${'r'.repeat(200)}` }, { missing: ['access'] }),
  );
  expect(line).toContain('r'.repeat(200));
  expect(line).toContain(`${FAILED.call.error}  (missing: access)  05a6e034`);
});
