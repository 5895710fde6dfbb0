import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, it } from 'vitest';
import type { JoinedCall } from '../../../core/calls/join/joined-call.ts';
import { readApiCalls } from '../../../core/calls/read-api-calls.ts';
import { systemClock } from '../../../core/clock.ts';
import type { LogSource } from '../../../core/log-event.ts';
import { RateBudget } from '../../../core/rate-budget.ts';
import { everyOutcome, GROUPS } from '../../apps/every-outcome/app.ts';
import { runApp } from './run-app.ts';

/** The steps that the execution log shows, in the order in which API Gateway writes them. */
const INTEGRATION_REQUEST = ['endpoint-uri', 'endpoint-request-headers', 'endpoint-request-body', 'sending'];
const INTEGRATION_RESPONSE = ['received', 'endpoint-response-body', 'endpoint-response-headers'];
const FIRST = ['extended-request-id'];
const AUTHORIZER_CALLED = [...FIRST, 'authorizer', 'authorizer-identity', ...INTEGRATION_REQUEST, 'authorizer-answer'];
const STARTED = [
  ...['usage-plan', 'usage-plan', 'usage-plan', 'start', 'method'],
  ...['request-path', 'request-query', 'request-headers', 'request-body'],
];
const INTEGRATION_CALLED = [...STARTED, ...INTEGRATION_REQUEST, ...INTEGRATION_RESPONSE];
const LAST = ['status', 'integration-request-id', 'trace-id'];
const SUCCEEDED = ['response-body', 'response-headers', 'success'];

interface Outcome {
  readonly path: string;
  readonly method?: string;
  /** What the function does: a member of the request body. */
  readonly behavior?: string;
  readonly authorization?: string;
  readonly status: number;
  readonly route?: string;
  readonly responseType?: string;
  readonly error?: string;
  /** Whether the execution log contains the response body. It never contains the body of a gateway response. */
  readonly logsResponseBody?: true;
  /** Whether the invocation of a function ended before the response, by itself or at its timeout. */
  readonly invocationEnded?: true;
  readonly steps: readonly string[];
}

const ITEM = { path: '/items/7', route: '/items/{id}' };
const GUARDED = { path: '/guarded/7', route: '/guarded/{id}' };
const FAILED = { status: 502, responseType: 'DEFAULT_5XX' };
const SUCCESSFUL = { invocationEnded: true, logsResponseBody: true } as const;

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'a success': {
    ...ITEM,
    ...SUCCESSFUL,
    behavior: 'ok',
    status: 200,
    steps: [...FIRST, ...INTEGRATION_CALLED, ...SUCCEEDED, ...LAST],
  },
  'a success with an authorizer': {
    ...GUARDED,
    ...SUCCESSFUL,
    behavior: 'ok',
    authorization: 'allow',
    status: 200,
    steps: [...AUTHORIZER_CALLED, 'authorized', 'authorized', ...INTEGRATION_CALLED, ...SUCCEEDED, ...LAST],
  },
  'a client error that the function returns': {
    ...ITEM,
    ...SUCCESSFUL,
    behavior: 'missing',
    status: 404,
    steps: [...FIRST, ...INTEGRATION_CALLED, ...SUCCEEDED, ...LAST],
  },
  'a preflight': {
    path: '/items/7',
    route: '/items/{id}',
    method: 'OPTIONS',
    status: 204,
    logsResponseBody: true,
    steps: [...FIRST, ...STARTED, ...SUCCEEDED, 'status', 'trace-id'],
  },
  'an error that the function throws': {
    ...ITEM,
    ...FAILED,
    behavior: 'error',
    invocationEnded: true,
    error: 'TypeError: no items',
    steps: [...FIRST, ...INTEGRATION_CALLED, 'failure', ...LAST],
  },
  'a malformed result': {
    ...ITEM,
    ...FAILED,
    behavior: 'malformed',
    invocationEnded: true,
    error: 'Execution failed due to configuration error: Malformed Lambda proxy response',
    steps: [...FIRST, ...INTEGRATION_CALLED, 'failure', ...LAST],
  },
  'the timeout of a function': {
    ...FAILED,
    path: '/late',
    route: '/late',
    behavior: 'late',
    invocationEnded: true,
    error: 'timeout',
    steps: [...FIRST, ...INTEGRATION_CALLED, 'failure', ...LAST],
  },
  'the timeout of an integration': {
    path: '/hurried',
    route: '/hurried',
    behavior: 'late',
    status: 504,
    responseType: 'INTEGRATION_TIMEOUT',
    error: 'Execution failed due to a timeout error',
    steps: [...FIRST, ...STARTED, ...INTEGRATION_REQUEST, 'failure', 'status', 'trace-id'],
  },
  'a function without concurrency': {
    path: '/reserved',
    route: '/reserved',
    behavior: 'ok',
    status: 500,
    responseType: 'API_CONFIGURATION_ERROR',
    error: 'Execution failed due to configuration error: Rate Exceeded.',
    steps: [...FIRST, ...INTEGRATION_CALLED, 'failure', 'failure', ...LAST],
  },
  'a throttled method': {
    path: '/limited',
    route: '/limited',
    behavior: 'ok',
    status: 429,
    responseType: 'THROTTLED',
    error: 'Too Many Requests',
    steps: [...FIRST, 'usage-plan', 'failure', 'status', 'trace-id'],
  },
  'a caller without a token': {
    ...GUARDED,
    behavior: 'ok',
    status: 401,
    responseType: 'UNAUTHORIZED',
    error: 'Unauthorized request: ',
    steps: [...FIRST, 'authorizer', 'failure', 'trace-id'],
  },
  'a caller that the authorizer does not authenticate': {
    ...GUARDED,
    behavior: 'ok',
    authorization: 'unknown',
    status: 401,
    responseType: 'UNAUTHORIZED',
    error: 'Unauthorized request: ',
    steps: [...AUTHORIZER_CALLED, 'failure', 'trace-id'],
  },
  'a caller without permission': {
    ...GUARDED,
    behavior: 'ok',
    authorization: 'other',
    status: 403,
    responseType: 'ACCESS_DENIED',
    error: 'The client is not authorized to perform this operation.',
    steps: [...AUTHORIZER_CALLED, 'authorized', 'authorized', 'failure', 'trace-id'],
  },
  'an authorizer that fails': {
    ...GUARDED,
    behavior: 'ok',
    authorization: 'broken',
    status: 500,
    responseType: 'AUTHORIZER_CONFIGURATION_ERROR',
    error: 'Execution failed due to configuration error: Authorizer function failed',
    steps: [...AUTHORIZER_CALLED, 'failure', 'trace-id'],
  },
  'an unknown path': {
    path: '/nothing',
    behavior: 'ok',
    status: 403,
    responseType: 'MISSING_AUTHENTICATION_TOKEN',
    error: 'Missing Authentication Token',
    steps: [],
  },
  'a request over the size limit': {
    path: '/items/7',
    behavior: 'x'.repeat(10 * 1024 * 1024),
    status: 413,
    responseType: 'REQUEST_TOO_LARGE',
    error: 'Request Too Long',
    steps: [],
  },
};

/** A request and its response, as the client sees them. */
interface ClientView {
  readonly status: number;
  readonly text: string;
  readonly sent: string | null;
  readonly requestId: string | null;
  readonly functionRequestId: string | null;
  readonly traceRoot: string | undefined;
  readonly elapsedMs: number;
}

async function send(url: string, { path, method = 'POST', behavior, authorization }: Outcome): Promise<ClientView> {
  const sent = behavior === undefined ? null : JSON.stringify({ behavior });
  const start = performance.now();
  const response = await fetch(`${url}${path}`, {
    method,
    ...(sent !== null && { body: sent }),
    headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    sent,
    requestId: response.headers.get('x-amzn-requestid'),
    functionRequestId: response.headers.get('x-function-request-id'),
    traceRoot: /Root=([^;]+)/.exec(response.headers.get('x-amzn-trace-id') ?? '')?.[1],
    elapsedMs: performance.now() - start,
  };
}

/** Reads the calls from the logs, by request id. */
async function readCalls({ client }: Awaited<ReturnType<typeof runApp>>, since: number) {
  const input = { logGroupNamePrefix: 'API-Gateway-Execution-Logs_' };
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand(input));
  const source = (group: string, role: NonNullable<LogSource['role']>): LogSource => ({ group, label: group, role });
  const pages = readApiCalls(
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

it('every outcome of a request is one complete call in the logs, with its request and response', async () => {
  const app = await runApp(everyOutcome);
  const since = Date.now();
  const views: [name: string, ClientView][] = [];
  for (const [name, outcome] of Object.entries(OUTCOMES)) views.push([name, await send(app.url, outcome)]);
  const calls = await readCalls(app, since);

  expect(calls.size).toBe(views.length);
  for (const [name, { status, text, sent, requestId, functionRequestId, traceRoot, elapsedMs }] of views) {
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
        // Bodies are in the log only if the method runs.
        request: outcome.steps.includes('request-body') ? sent : null,
        response: outcome.logsResponseBody && text !== '' ? text : null,
        error: outcome.error === undefined ? null : expect.stringContaining(outcome.error),
        functionRequestId: outcome.invocationEnded
          ? (functionRequestId ?? expect.stringMatching(/^[0-9a-f-]{36}$/))
          : null,
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
    // Both logs have the same values.
    if (outcome.steps.includes('status')) expect(values.status, name).toBe(status);
    if (outcome.steps.includes('received')) expect(values.latency, name).toBe(access?.integrationLatency);
    if (outcome.invocationEnded) expect(values.integrationRequestId, name).toBe(joined.call.functionRequestId);
    const reports = joined.records.filter(({ kind }) => kind === 'function.report');
    expect(reports, name).toHaveLength(outcome.invocationEnded ? 1 : 0);
  }
}, 60_000);
