import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiCallJoiner, type JoinOptions } from '../../../../core/calls/join/api-call-joiner.ts';
import type { JoinedCall } from '../../../../core/calls/join/joined-call.ts';
import type { LogEvent } from '../../../../core/log-event.ts';
import { parseEvent } from '../../../../core/parse/parse-event.ts';
import {
  accessLine,
  callOf,
  EXECUTION,
  extendedIdOf,
  FUNCTION,
  functionIdOf,
  linesOf,
  requestIdOf,
  type Sent,
} from './request-lines.ts';

const START = 1_795_269_731_000;
const EVERYTHING: JoinOptions = { graceMs: 90_000, reads: { execution: true, functions: true } };

const sentRequest = (n: number, overrides: Partial<Sent> = {}): Sent => ({
  n,
  time: START + n * 10,
  method: 'POST',
  route: '/notes',
  status: 201,
  userId: `user-${n % 7}`,
  request: JSON.stringify({ n }),
  response: JSON.stringify({ noteId: n }),
  latencyMs: 20,
  ...overrides,
});

const sentRequests = fc
  .array(
    fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      route: fc.constantFrom('/notes', '/notes/{noteId}'),
      status: fc.constantFrom(200, 201, 204, 400, 404, 500),
      latencyMs: fc.integer({ min: 10, max: 3000 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((requests) => requests.map((request, n) => sentRequest(n, request)));

interface Arrival {
  readonly event: LogEvent;
  readonly at: number;
}

/** The arrivals of all lines: each line arrives once or twice, up to a minute late. Sorted by time of arrival. */
const arrivalsOf = (sent: readonly Sent[]) => {
  const events = sent.flatMap(linesOf);
  const lateness = fc.integer({ min: 0, max: 60_000 });
  return fc
    .array(fc.tuple(lateness, fc.option(lateness, { nil: undefined })), {
      minLength: events.length,
      maxLength: events.length,
    })
    .map((late) =>
      events
        .flatMap((event, index): Arrival[] => {
          const [once, again] = late[index] ?? [0];
          return [once, again].flatMap((by) => (by === undefined ? [] : [{ event, at: event.timestamp + by }]));
        })
        .sort((a, b) => a.at - b.at),
    );
};

function join(arrivals: readonly Arrival[], options = EVERYTHING): JoinedCall[] {
  const joiner = new ApiCallJoiner(options);
  const joined: JoinedCall[] = [];
  for (const { event, at } of arrivals) {
    joiner.add(parseEvent(event), at);
    joined.push(...joiner.take(at));
  }
  return [...joined, ...joiner.end()];
}

const atOnce = (events: readonly LogEvent[]) => events.map((event) => ({ event, at: event.timestamp }));
const byTime = (joined: readonly JoinedCall[]) => [...joined].sort((a, b) => (a.call.id < b.call.id ? -1 : 1));

describe('calls whose lines arrive in any order, twice and up to a minute late', () => {
  it('are exactly the calls that were sent, each once and complete', () => {
    const cases = sentRequests.chain((sent) => fc.tuple(fc.constant(sent), arrivalsOf(sent)));
    fc.assert(
      fc.property(cases, ([sent, arrivals]) => {
        const joined = byTime(join(arrivals));
        expect(joined.map(({ call }) => call)).toMatchObject(sent.map(callOf));
        expect(joined.flatMap(({ missing }) => missing)).toEqual([]);
        for (const { records } of joined)
          expect(new Set(records.map(({ eventId }) => eventId)).size).toBe(records.length);
      }),
    );
  });

  it('have all of their lines, if the lines arrive in order', () => {
    fc.assert(
      fc.property(sentRequests, (sent) => {
        const joined = byTime(join(atOnce(sent.flatMap(linesOf).sort((a, b) => a.timestamp - b.timestamp))));
        expect(joined.map(({ records }) => records.length)).toEqual(sent.map((request) => linesOf(request).length));
      }),
    );
  });

  it('are returned once, even if a line arrives much later', () => {
    const sent = sentRequest(1);
    const events = linesOf(sent);
    const joined = join([
      ...atOnce(events),
      ...events.map((event) => ({ event, at: START + 60_000 })),
      ...events.map((event) => ({ event, at: START + 300_000 })),
    ]);
    expect(joined).toHaveLength(1);
  });
});

describe('a call without a function', () => {
  it('is returned once, even if its line arrives again', () => {
    const sent = sentRequest(1);
    const [access] = linesOf(sent) as [LogEvent];
    const again = { ...access, message: accessLine(sent).replace(functionIdOf(sent), '-') };
    const joiner = new ApiCallJoiner(EVERYTHING);
    for (const at of [0, 1, 2]) joiner.add(parseEvent(again), START + at);
    expect(joiner.take(START + 90_000)).toHaveLength(1);
    joiner.add(parseEvent(again), START + 100_000);
    expect(joiner.end()).toEqual([]);
  });
});

describe('a call', () => {
  const sent = sentRequest(1);
  const [access, start, line, helper, report, ...execution] = linesOf(sent) as [
    LogEvent,
    LogEvent,
    LogEvent,
    LogEvent,
    LogEvent,
    ...LogEvent[],
  ];

  it('is returned as soon as it is complete, before its grace period is over', () => {
    const joiner = new ApiCallJoiner(EVERYTHING);
    const events = linesOf(sent);
    for (const event of events.slice(1)) joiner.add(parseEvent(event), START);
    expect(joiner.take(START)).toEqual([]);
    joiner.add(parseEvent(access), START);
    expect(joiner.take(START)).toMatchObject([{ call: callOf(sent), missing: [] }]);
    expect(joiner.take(START + 1e6)).toEqual([]);
  });

  it('lists the missing lines when its grace period is over', () => {
    expect(join(atOnce([access]))).toMatchObject([{ missing: ['function'], call: { request: null, status: 201 } }]);
    expect(join(atOnce([start, line, helper, report]))).toMatchObject([
      { missing: ['access'], call: { id: callOf(sent).id, request: sent.request, status: 201 } },
    ]);
  });

  it('whose function never ends is one call with all lines that arrived, even if the function began before its access line', () => {
    const joiner = new ApiCallJoiner(EVERYTHING);
    joiner.add(parseEvent(start), START);
    joiner.add(parseEvent(helper), START);
    joiner.add(parseEvent(access), START + 50);
    expect(joiner.take(START + 90_010)).toEqual([]);
    expect(joiner.take(START + 90_050)).toMatchObject([{ missing: ['function'], call: callOf(sent) }]);
    expect(joiner.end()).toEqual([]);
  });

  it('lists missing lines, if other calls of its stage and its function have such lines', () => {
    const [otherAccess, ...others] = linesOf(sentRequest(2, { time: START + 100_000 })) as [LogEvent, ...LogEvent[]];
    const joined = join(
      atOnce([...linesOf(sent), ...others.filter(({ message }) => message.includes('platform.')), otherAccess]),
    );
    expect(joined[1]?.missing).toEqual(['execution', 'api.call']);
  });

  it('does not wait for a helper record or execution lines, if an earlier call waited for them until its timeout', () => {
    const joiner = new ApiCallJoiner(EVERYTHING);
    for (const event of [access, start, report]) joiner.add(parseEvent(event), START);
    expect(joiner.take(START + 89_999)).toEqual([]);
    expect(joiner.take(START + 90_000)).toMatchObject([{ missing: [] }]);
    const [nextAccess, ...next] = linesOf(sentRequest(2)) as [LogEvent, ...LogEvent[]];
    for (const event of [nextAccess, ...next.filter(({ message }) => message.includes('platform.'))])
      joiner.add(parseEvent(event), START + 90_000);
    expect(joiner.take(START + 90_000)).toMatchObject([{ missing: [] }]);
  });

  it('does not wait for a function, if the access line shows that no function was invoked', () => {
    const message = accessLine(sent).replace(functionIdOf(sent), '-');
    expect(join(atOnce([{ ...access, message }, ...execution]))).toMatchObject([
      { missing: [], call: { functionRequestId: null } },
    ]);
  });

  it('finds its function by the execution log, if the access line does not have its id', () => {
    const message = JSON.stringify({
      requestId: requestIdOf(sent),
      httpMethod: 'POST',
      resourcePath: '/notes',
      status: '201',
      requestTime: '21/Nov/2026:14:02:11 +0000',
    });
    const joined = join(atOnce([{ ...access, message }, helper, report, ...execution]));
    expect(joined).toMatchObject([{ call: { functionRequestId: functionIdOf(sent), request: sent.request } }]);
  });

  it('has no lines of another call to which a client gave the same request id', () => {
    const other = sentRequest(2, { time: START + 60_000 });
    const forged = linesOf(other).map((event) => ({
      ...event,
      message: event.message.replaceAll(requestIdOf(other), requestIdOf(sent)),
    }));
    const joined = byTime(join(atOnce([...linesOf(sent), ...forged])));
    expect(joined.map(({ call }) => call.id)).toEqual([callOf(sent).id, callOf(other).id]);
    for (const { records, call } of joined) {
      const extended = records.filter(({ fields }) => fields?.step === 'extended-request-id');
      expect(
        extended.map(({ message }) => message.includes(extendedIdOf(call.id === callOf(sent).id ? sent : other))),
      ).toEqual([true]);
    }
  });

  it('of a function that timed out has the error and the cold start from its report', () => {
    const failed = JSON.stringify({
      type: 'platform.report',
      record: { requestId: functionIdOf(sent), status: 'timeout', metrics: { initDurationMs: 212 } },
    });
    const message = accessLine(sent).replace('"status":"201"', '"status":"504"');
    const [joined] = join(atOnce([{ ...access, message }, start, { ...report, message: failed }]));
    expect(joined).toMatchObject({
      call: { status: 504, error: 'timeout' },
      coldStartMs: 212,
      functionGroup: FUNCTION,
    });
  });

  it.each([
    ['timed out', { status: 'timeout' }],
    ['exited', { status: 'error', errorType: 'Runtime.ExitError' }],
  ])('of a function that %s does not wait for a helper record, which cannot be written any more', (_, how) => {
    const joiner = new ApiCallJoiner(EVERYTHING);
    for (const event of linesOf(sentRequest(2))) joiner.add(parseEvent(event), START);
    expect(joiner.take(START)).toHaveLength(1);
    const message = JSON.stringify({ type: 'platform.report', record: { requestId: functionIdOf(sent), ...how } });
    for (const event of [...execution, access, start, { ...report, message }]) joiner.add(parseEvent(event), START);
    expect(joiner.take(START)).toMatchObject([{ missing: ['api.call'] }]);
  });

  it('has its bodies from an execution log with data tracing', () => {
    const traced = [
      'Method request body before transformations: {"a":1}',
      'Method response body after transformations: {"b":2} [TRUNCATED]',
    ];
    const events = traced.map((text, index) => ({
      ...access,
      eventId: `trace ${index}`,
      group: EXECUTION,
      message: `(${requestIdOf(sent)}) ${text}`,
    }));
    expect(join(atOnce([access, report, ...events]))).toMatchObject([
      { call: { request: '{"a":1}', response: '{"b":2} [TRUNCATED]' } },
    ]);
  });

  it('that a function sent is returned once, as a separate call', () => {
    const webhook = {
      id: 'w1',
      source: 'webhook',
      method: 'POST',
      url: 'https://example.com/hook',
      status: 200,
      createdAt: '2026-11-21T14:02:11.480Z',
    };
    const message = JSON.stringify({
      level: 'INFO',
      message: 'api.call',
      function_request_id: functionIdOf(sent),
      apiCall: webhook,
    });
    const hook = { ...helper, eventId: 'hook', message };
    const joined = join(atOnce([...linesOf(sent), hook, hook]));
    expect(joined.map(({ call }) => call.source).sort()).toEqual(['api', 'webhook']);
    expect(joined.find(({ call }) => call.source === 'webhook')).toMatchObject({
      missing: [],
      call: {
        id: expect.any(String),
        url: 'https://example.com/hook',
        functionRequestId: functionIdOf(sent),
        createdAt: webhook.createdAt,
      },
    });
  });
});

describe('memory', () => {
  it('is bounded: the oldest calls are returned incomplete, and lines without a call are dropped', () => {
    const joiner = new ApiCallJoiner({ ...EVERYTHING, maxRecords: 100 });
    let returned = 0;
    for (let n = 0; n < 2000; n += 1) {
      const [access, start, ...rest] = linesOf(sentRequest(n)) as [LogEvent, LogEvent, ...LogEvent[]];
      // Only every second request has an access line, and no function ends.
      for (const event of n % 2 === 0 ? [access, start] : [start, ...rest.slice(0, 1)])
        joiner.add(parseEvent(event), START);
      expect(joiner.recordCount).toBeLessThanOrEqual(100);
      returned += joiner.take(START).length;
    }
    expect(returned).toBeGreaterThan(900);
    expect(returned + joiner.end().length).toBe(1000);
  });

  it('holds a line only once, if it arrives again', () => {
    const joiner = new ApiCallJoiner(EVERYTHING);
    const events = linesOf(sentRequest(1));
    for (const event of [...events, ...events]) joiner.add(parseEvent(event), START);
    expect(joiner.recordCount).toBe(events.length);
    joiner.end();
    expect(joiner.recordCount).toBe(0);
  });

  it('is released after some time', () => {
    const joiner = new ApiCallJoiner(EVERYTHING);
    for (let n = 0; n < 100; n += 1)
      for (const event of linesOf(sentRequest(n)).slice(1)) {
        if (!event.message.includes('api.call')) joiner.add(parseEvent(event), START);
      }
    expect(joiner.recordCount).toBeGreaterThan(100);
    expect(joiner.take(START + 60 * 60_000)).toEqual([]);
    expect(joiner.recordCount).toBe(0);
  });
});
