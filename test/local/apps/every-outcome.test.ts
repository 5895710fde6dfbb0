import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, it } from 'vitest';
import { apiCalls } from '../../../core/calls/api-calls.ts';
import type { JoinedCall } from '../../../core/calls/join/joined-call.ts';
import { systemClock } from '../../../core/clock.ts';
import type { LogSource } from '../../../core/log-event.ts';
import { RateBudget } from '../../../core/rate-budget.ts';
import { everyOutcome, GROUPS } from '../../apps/every-outcome/app.ts';
import { runApp } from './run-app.ts';

/** The steps of the execution log, in the order of the service. */
const ASKED = ['endpoint-uri', 'endpoint-request-headers', 'endpoint-request-body', 'sending'];
const ANSWERED = ['received', 'endpoint-response-body', 'endpoint-response-headers'];
const ARRIVED = ['extended-request-id'];
const ASKED_AUTHORIZER = [...ARRIVED, 'authorizer', 'authorizer-identity', ...ASKED, 'authorizer-answer'];
const STARTED = [
  ...['usage-plan', 'usage-plan', 'usage-plan', 'start', 'method'],
  ...['request-path', 'request-query', 'request-headers', 'request-body'],
];
const CALLED = [...STARTED, ...ASKED, ...ANSWERED];
const ENDED = ['status', 'integration-request-id', 'trace-id'];
const SUCCEEDED = ['response-body', 'response-headers', 'success'];

interface Outcome {
  readonly path: string;
  readonly method?: string;
  /** What the function is asked for, in the body. */
  readonly want?: string;
  readonly authorization?: string;
  readonly status: number;
  readonly route?: string;
  readonly responseType?: string;
  readonly error?: string;
  /** Whether the body of the answer is in the execution log: those that API Gateway gives are not. */
  readonly tracesAnswer?: true;
  /** Whether a function ran to its end, or Lambda's end of it, before the answer. */
  readonly runs?: true;
  readonly steps: readonly string[];
}

const ITEM = { path: '/items/7', route: '/items/{id}' };
const GUARDED = { path: '/guarded/7', route: '/guarded/{id}' };
const FAILED = { status: 502, responseType: 'DEFAULT_5XX' };
const WHOLE = { runs: true, tracesAnswer: true } as const;

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'an answer': { ...ITEM, ...WHOLE, want: 'ok', status: 200, steps: [...ARRIVED, ...CALLED, ...SUCCEEDED, ...ENDED] },
  'an answer behind an authorizer': {
    ...GUARDED,
    ...WHOLE,
    want: 'ok',
    authorization: 'allow',
    status: 200,
    steps: [...ASKED_AUTHORIZER, 'authorized', 'authorized', ...CALLED, ...SUCCEEDED, ...ENDED],
  },
  'an error of the client that the function answers': {
    ...ITEM,
    ...WHOLE,
    want: 'missing',
    status: 404,
    steps: [...ARRIVED, ...CALLED, ...SUCCEEDED, ...ENDED],
  },
  'a preflight': {
    path: '/items/7',
    route: '/items/{id}',
    method: 'OPTIONS',
    status: 204,
    tracesAnswer: true,
    steps: [...ARRIVED, ...STARTED, ...SUCCEEDED, 'status', 'trace-id'],
  },
  'an error that the function throws': {
    ...ITEM,
    ...FAILED,
    want: 'error',
    runs: true,
    error: 'TypeError: no items',
    steps: [...ARRIVED, ...CALLED, 'failure', ...ENDED],
  },
  'an answer that is malformed': {
    ...ITEM,
    ...FAILED,
    want: 'malformed',
    runs: true,
    error: 'Execution failed due to configuration error: Malformed Lambda proxy response',
    steps: [...ARRIVED, ...CALLED, 'failure', ...ENDED],
  },
  'a function whose time is over': {
    ...FAILED,
    path: '/late',
    route: '/late',
    want: 'late',
    runs: true,
    error: 'timeout',
    steps: [...ARRIVED, ...CALLED, 'failure', ...ENDED],
  },
  'an integration whose time is over': {
    path: '/hurried',
    route: '/hurried',
    want: 'late',
    status: 504,
    responseType: 'INTEGRATION_TIMEOUT',
    error: 'Execution failed due to a timeout error',
    steps: [...ARRIVED, ...STARTED, ...ASKED, 'failure', 'status', 'trace-id'],
  },
  'a function without concurrency': {
    path: '/reserved',
    route: '/reserved',
    want: 'ok',
    status: 500,
    responseType: 'API_CONFIGURATION_ERROR',
    error: 'Execution failed due to configuration error: Rate Exceeded.',
    steps: [...ARRIVED, ...CALLED, 'failure', 'failure', ...ENDED],
  },
  'a method that is throttled': {
    path: '/limited',
    route: '/limited',
    want: 'ok',
    status: 429,
    responseType: 'THROTTLED',
    error: 'Too Many Requests',
    steps: [...ARRIVED, 'usage-plan', 'failure', 'status', 'trace-id'],
  },
  'a caller without a token': {
    ...GUARDED,
    want: 'ok',
    status: 401,
    responseType: 'UNAUTHORIZED',
    error: 'Unauthorized request: ',
    steps: [...ARRIVED, 'authorizer', 'failure', 'trace-id'],
  },
  'a caller that the authorizer does not know': {
    ...GUARDED,
    want: 'ok',
    authorization: 'nobody',
    status: 401,
    responseType: 'UNAUTHORIZED',
    error: 'Unauthorized request: ',
    steps: [...ASKED_AUTHORIZER, 'failure', 'trace-id'],
  },
  'a caller that may not': {
    ...GUARDED,
    want: 'ok',
    authorization: 'other',
    status: 403,
    responseType: 'ACCESS_DENIED',
    error: 'The client is not authorized to perform this operation.',
    steps: [...ASKED_AUTHORIZER, 'authorized', 'authorized', 'failure', 'trace-id'],
  },
  'an authorizer that fails': {
    ...GUARDED,
    want: 'ok',
    authorization: 'broken',
    status: 500,
    responseType: 'AUTHORIZER_CONFIGURATION_ERROR',
    error: 'Execution failed due to configuration error: Authorizer function failed',
    steps: [...ASKED_AUTHORIZER, 'failure', 'trace-id'],
  },
  'a path that there is not': {
    path: '/nothing',
    want: 'ok',
    status: 403,
    responseType: 'MISSING_AUTHENTICATION_TOKEN',
    error: 'Missing Authentication Token',
    steps: [],
  },
  'a request that is too large': {
    path: '/items/7',
    want: 'x'.repeat(10 * 1024 * 1024),
    status: 413,
    responseType: 'REQUEST_TOO_LARGE',
    error: 'Request Too Long',
    steps: [],
  },
};

/** What a client saw of a request. */
interface Seen {
  readonly status: number;
  readonly text: string;
  readonly sent: string | null;
  readonly requestId: string | null;
  readonly functionRequestId: string | null;
  readonly traceRoot: string | undefined;
  readonly elapsedMs: number;
}

async function send(url: string, { path, method = 'POST', want, authorization }: Outcome): Promise<Seen> {
  const sent = want === undefined ? null : JSON.stringify({ want });
  const start = performance.now();
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(sent !== null && { body: sent }),
    headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
  });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    sent,
    requestId: answer.headers.get('x-amzn-requestid'),
    functionRequestId: answer.headers.get('x-function-request-id'),
    traceRoot: /Root=([^;]+)/.exec(answer.headers.get('x-amzn-trace-id') ?? '')?.[1],
    elapsedMs: performance.now() - start,
  };
}

/** The calls in the logs, by the id of their request. */
async function readBack({ client }: Awaited<ReturnType<typeof runApp>>, since: number) {
  const named = { logGroupNamePrefix: 'API-Gateway-Execution-Logs_' };
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand(named));
  const source = (group: string, role: NonNullable<LogSource['role']>): LogSource => ({ group, label: group, role });
  const pages = apiCalls(
    {
      client,
      clock: systemClock,
      budget: new RateBudget(Number.POSITIVE_INFINITY),
      signal: AbortSignal.timeout(30_000),
    },
    {
      since,
      follow: false,
      keepLines: true,
      notice: (line) => expect.fail(line),
      sources: [
        source(GROUPS.access, 'access'),
        source(logGroups[0]?.logGroupName ?? '', 'execution'),
        ...GROUPS.functions.map((group) => source(group, 'function')),
      ],
    },
  );
  return Map.groupBy((await Array.fromAsync(pages)).flat(), ({ call }) => call.requestId);
}

const executionSteps = ({ records }: JoinedCall) =>
  records.filter(({ kind }) => kind === 'api.execution').map(({ fields }) => fields?.step);

it('every outcome of a request is one complete call in the logs, and says what was sent and answered', async () => {
  const app = await runApp(everyOutcome);
  const since = Date.now();
  const seen: [name: string, Seen][] = [];
  for (const [name, outcome] of Object.entries(OUTCOMES)) seen.push([name, await send(app.url, outcome)]);
  const calls = await readBack(app, since);

  expect(calls.size).toBe(seen.length);
  for (const [name, { status, text, sent, requestId, functionRequestId, traceRoot, elapsedMs }] of seen) {
    const outcome = OUTCOMES[name] as Outcome;
    const [joined, ...others] = calls.get(requestId ?? '') ?? [];
    expect(others, name).toEqual([]);
    expect(status, name).toBe(outcome.status);
    expect(joined, name).toMatchObject({
      missing: [],
      call: {
        source: 'api',
        method: outcome.method ?? 'POST',
        url: expect.stringMatching(new RegExp(`^https://127\\.0\\.0\\.1/prod${outcome.path}$`)),
        route: outcome.route ?? null,
        status,
        // Bodies are traced once the method is executed.
        request: outcome.steps.includes('request-body') ? sent : null,
        response: outcome.tracesAnswer && text !== '' ? text : null,
        error: outcome.error === undefined ? null : expect.stringContaining(outcome.error),
        functionRequestId: outcome.runs ? (functionRequestId ?? expect.stringMatching(/^[0-9a-f-]{36}$/)) : null,
        traceId: traceRoot,
      },
    });
    if (!joined) continue;
    expect(executionSteps(joined), name).toEqual(outcome.steps);
    const { latencyMs } = joined.call;
    expect(latencyMs, name).toBeGreaterThanOrEqual(0);
    expect(latencyMs, name).toBeLessThanOrEqual(Math.ceil(elapsedMs));
    const values = Object.assign({}, ...joined.records.map(({ fields }) => fields?.values));
    const access = joined.records.find(({ kind }) => kind === 'api.access')?.fields;
    expect(access?.responseType, name).toBe(outcome.responseType);
    // What both logs tell, both tell alike.
    if (outcome.steps.includes('status')) expect(values.status, name).toBe(status);
    if (outcome.steps.includes('received')) expect(values.latency, name).toBe(access?.integrationLatency);
    if (outcome.runs) expect(values.integrationRequestId, name).toBe(joined.call.functionRequestId);
    const ended = joined.records.filter(({ kind }) => kind === 'function.report');
    expect(ended, name).toHaveLength(outcome.runs ? 1 : 0);
  }
}, 60_000);
