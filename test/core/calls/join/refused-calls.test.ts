import { describe, expect, it } from 'vitest';
import { ApiCallJoiner } from '../../../../core/calls/join/api-call-joiner.ts';
import type { JoinedCall } from '../../../../core/calls/join/joined-call.ts';
import type { LogEvent } from '../../../../core/log-event.ts';
import { parseEvent } from '../../../../core/parse/parse-event.ts';
import { ACCESS, accessLine, EXECUTION, functionIdOf, linesOf, requestIdOf, type Sent } from './request-lines.ts';

const START = 1_795_269_731_000;
const GRACE_MS = 15_000;

const sentRequest = (n: number, status: number): Sent => ({
  n,
  time: START + n,
  method: 'POST',
  route: '/notes',
  status,
  userId: 'user-1',
  request: `{"n":${n}}`,
  response: '{}',
  latencyMs: 5,
});

function event(group: string, { n, time }: Sent, message: string, index = 0): LogEvent {
  return { eventId: `${group} ${n} ${index}`, group, stream: 's', timestamp: time, ingestionTime: time, message };
}

/** The lines of a request that API Gateway refused: its access line, and these texts in the execution log. */
function refused(sent: Sent, execution: readonly string[]): LogEvent[] {
  const access = accessLine(sent).replace(functionIdOf(sent), '-');
  return [
    event(ACCESS, sent, access),
    ...execution.map((text, index) => event(EXECUTION, sent, `(${requestIdOf(sent)}) ${text}`, index)),
  ];
}

/** Returns the calls that are complete at once, and those that are returned when their grace period is over. */
function follow(events: readonly LogEvent[]): { readonly atOnce: JoinedCall[]; readonly later: JoinedCall[] } {
  const joiner = new ApiCallJoiner({
    graceMs: GRACE_MS,
    optionalLinesGraceMs: 1500,
    reads: { execution: true, functions: true },
  });
  for (const one of events) joiner.add(parseEvent(one), START);
  return { atOnce: joiner.take(START), later: joiner.take(START + GRACE_MS) };
}

const handled = linesOf(sentRequest(1, 201));

describe('a call that API Gateway refused, among others whose bodies are traced', () => {
  it.each([
    [401, ['Extended Request Id: x=', 'Starting authorizer: a1 for request: r', 'Unauthorized request: r']],
    [403, ['Extended Request Id: x=', 'The client is not authorized to perform this operation.']],
    [500, ['Extended Request Id: x=', 'Execution failed due to configuration error: Could not parse policy']],
    [
      429,
      ['Extended Request Id: x=', 'Key throttle limit exceeded for RestApi api1', 'Method completed with status: 429'],
    ],
  ])('is complete without bodies and without a function: %i', (status, execution) => {
    const { atOnce, later } = follow([...handled, ...refused(sentRequest(2, status), execution)]);
    expect(atOnce.map(({ call, missing }) => [call.status, missing])).toEqual([
      [201, []],
      [status, []],
    ]);
    expect(later).toEqual([]);
  });

  it.each([401, 403, 413, 429])('is also complete without execution lines: %i', (status) => {
    const { atOnce, later } = follow([...handled, ...refused(sentRequest(2, status), [])]);
    expect(atOnce.map(({ call }) => call.status)).toEqual([201]);
    expect(later).toMatchObject([{ call: { status }, missing: [] }]);
  });

  it('does not make other calls wait for execution lines, if the stage logs only failures', () => {
    const failed = ['Unauthorized request: r', 'Method completed with status: 401'];
    const withoutExecution = linesOf(sentRequest(3, 200)).filter(({ group }) => group !== EXECUTION);
    const { atOnce, later } = follow([...refused(sentRequest(2, 401), failed), ...withoutExecution]);
    expect(atOnce.map(({ call }) => call.status)).toEqual([401]);
    expect(later).toMatchObject([{ call: { status: 200 }, missing: [] }]);
  });
});

it('a call whose invocation Lambda refused does not wait for lines of the function', () => {
  const sent = sentRequest(2, 500);
  const access = accessLine(sent).replace(/"integrationServiceStatus":"-"/, '"integrationServiceStatus":"429"');
  const execution = [
    'Extended Request Id: x=',
    'Starting execution for request: r',
    `Method request body before transformations: ${sent.request}`,
    `Lambda invocation failed with status: 429. Lambda request id: ${functionIdOf(sent)}`,
    'Method completed with status: 500',
  ];
  const { atOnce } = follow([
    event(ACCESS, sent, access),
    ...execution.map((text, index) => event(EXECUTION, sent, `(${requestIdOf(sent)}) ${text}`, index)),
  ]);
  expect(atOnce).toMatchObject([
    { missing: [], call: { status: 500, functionRequestId: null, request: sent.request } },
  ]);
});
