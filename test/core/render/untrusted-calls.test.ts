import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ApiCall } from '../../../core/calls/api-call.ts';
import type { JoinedCall } from '../../../core/calls/join/joined-call.ts';
import { parseEvent } from '../../../core/parse/parse-event.ts';
import { callLogfmtRenderer } from '../../../core/render/call-logfmt.ts';
import { callTextRenderer } from '../../../core/render/call-text.ts';
import { renderCallJson } from '../../../core/render/plain-output.ts';
import { recordTextRenderer } from '../../../core/render/record-text.ts';
import { traceTextRenderer } from '../../../core/render/trace-text.ts';

/** What terminals act on: they clear the screen, set the title, move the cursor, or reverse the text.
 *  @see https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */
const HOSTILE = ['\u001b[2J', '\u001b]0;title\u0007', '\u009b31m', '\r', '\b', '\u0000', '\u202e', '\u2028', 'x\ny'];
const hostile = fc
  .array(fc.constantFrom(...HOSTILE, 'a', ' ', '"'), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));
/** Only line breaks of our own. */
const CONTROLS = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u;

const call = fc.record<ApiCall>({
  id: hostile,
  userId: fc.option(hostile),
  domainId: hostile,
  source: fc.constantFrom('api', 'webhook'),
  ip: hostile,
  method: hostile,
  url: hostile,
  route: fc.option(hostile),
  status: fc.constantFrom(0, 200, 502),
  createdAt: fc.constant('2026-11-21T14:02:11.480Z'),
  request: fc.option(hostile),
  response: fc.option(hostile),
  latencyMs: fc.option(fc.nat(1000)),
  error: fc.option(hostile),
  userAgent: fc.option(hostile),
  requestId: hostile,
  functionRequestId: fc.option(hostile),
  traceId: fc.option(hostile),
});
const line = fc.oneof(
  hostile,
  fc
    .record({ level: hostile, message: hostile, requestId: hostile, errorType: hostile, stack: hostile })
    .map((fields) => JSON.stringify(fields)),
);
const record = fc
  .record({ group: hostile, stream: hostile, message: line })
  .map((event) => parseEvent({ timestamp: Date.parse('2026-11-21T14:02:11.500Z'), ingestionTime: 0, ...event }));
const joined: fc.Arbitrary<JoinedCall> = fc
  .record({ call, records: fc.array(record, { maxLength: 3 }), missing: fc.constant([]), isKnown: fc.boolean() })
  .map(({ isKnown, ...rest }) => ({ ...rest, ...(isKnown && { functionGroup: rest.records[0]?.group ?? 'f' }) }));

const options = { color: false, sources: [], timeZone: 'UTC', expand: true, includeAll: true } as const;

it.each<[string, (call: JoinedCall) => string]>([
  ['logs api', callTextRenderer(options)],
  ['logs api, on a terminal', callTextRenderer({ ...options, width: 80 })],
  ['logs api --output logfmt', callLogfmtRenderer([])],
  ['logs api --output json', renderCallJson],
  ['logs trace', traceTextRenderer(options)],
  ['logs trace, on a terminal', traceTextRenderer({ ...options, width: 80 })],
])('no field of a call and of its lines controls the terminal: %s', (_, render) => {
  fc.assert(
    fc.property(joined, (one) => {
      expect(render(one)).not.toMatch(CONTROLS);
    }),
    { numRuns: 300 },
  );
});

it('no field of a log line controls the terminal: logs tail', () => {
  const render = recordTextRenderer(options);
  fc.assert(
    fc.property(record, (one) => {
      expect(render(one)).not.toMatch(CONTROLS);
    }),
    { numRuns: 1000 },
  );
});
