import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../core/clock.ts';
import type { LogEvent, LogSource } from '../../../core/log-event.ts';
import { RateBudget } from '../../../core/rate-budget.ts';
import { parseRequestedId } from '../../../core/trace/request-ids.ts';
import { traceRequest } from '../../../core/trace/trace-request.ts';
import { startService } from '../../local/logs-service/local-service.ts';
import {
  ACCESS,
  callOf,
  EXECUTION,
  extendedIdOf,
  FUNCTION,
  functionIdOf,
  linesOf,
  requestIdOf,
  type Sent,
} from '../calls/join/request-lines.ts';

const NOW = Date.now() - 60_000;
const sentRequest = (n: number, overrides: Partial<Sent> = {}): Sent => ({
  n,
  time: NOW + n * 100,
  method: 'POST',
  route: '/notes',
  status: 201,
  userId: 'ann',
  request: JSON.stringify({ n }),
  response: JSON.stringify({ noteId: n }),
  latencyMs: 50,
  ...overrides,
});

const SOURCES: readonly LogSource[] = [
  { group: ACCESS, label: 'notes/prod', role: 'access' },
  { group: EXECUTION, label: 'notes/prod execution', role: 'execution' },
  { group: 'API-Gateway-Execution-Logs_api2/prod', label: 'other execution', role: 'execution' },
  { group: FUNCTION, label: 'notes-create', role: 'function' },
  { group: '/aws/lambda/other', label: 'other', role: 'function' },
];

interface Requested {
  readonly group: string;
  readonly pattern: string | undefined;
  readonly since: number;
  readonly until: number | undefined;
}

/** Starts a local CloudWatch Logs with these events. Returns a function that traces a request, and the requests that it made. */
async function tracer(events: readonly LogEvent[], sources = SOURCES) {
  const { client } = await startService();
  const requested: Requested[] = [];
  client.middlewareStack.add(
    (next) => (args) => {
      const { logGroupName, filterPattern, startTime, endTime } = args.input as {
        logGroupName?: string;
        filterPattern?: string;
        startTime?: number;
        endTime?: number;
      };
      if (startTime !== undefined && logGroupName)
        requested.push({ group: logGroupName, pattern: filterPattern, since: startTime, until: endTime });
      return next(args);
    },
    { step: 'initialize' },
  );
  for (const { group } of SOURCES) {
    await client.send(new CreateLogGroupCommand({ logGroupName: group }));
    const ofGroup = events.filter((event) => event.group === group);
    for (const stream of new Set(['s', ...ofGroup.map((event) => event.stream)])) {
      await client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream }));
      const logEvents = ofGroup
        .filter((event) => event.stream === stream)
        .map(({ timestamp, message }) => ({ timestamp, message }))
        .sort((a, b) => a.timestamp - b.timestamp);
      if (logEvents.length > 0)
        await client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: stream, logEvents }));
    }
  }
  const logs = {
    client,
    clock: systemClock,
    budget: new RateBudget(Number.POSITIVE_INFINITY),
    signal: new AbortController().signal,
  };
  const trace = (text: string) => {
    const id = parseRequestedId(text);
    if (!id) throw new Error(`${text} is not an id`);
    return traceRequest(logs, { id, sources, since: NOW - 3_600_000 });
  };
  return { trace, requested };
}

describe('a request', () => {
  const sent = [sentRequest(1), sentRequest(2), sentRequest(3)];
  const [first, target] = sent as [Sent, Sent, Sent];

  it('is found by each of its ids, with all of its lines and no others', async () => {
    const { trace } = await tracer(sent.flatMap(linesOf));
    for (const id of [requestIdOf(target), extendedIdOf(target), functionIdOf(target)]) {
      const [found, ...more] = await trace(id);
      expect(more).toEqual([]);
      expect(found).toMatchObject({ call: callOf(target), missing: [], functionGroup: FUNCTION });
      expect(found?.records.map(({ message }) => message).sort()).toEqual(
        linesOf(target)
          .map(({ message }) => message)
          .sort(),
      );
    }
  });

  it('is searched only in the logs of the stage and the function that its access line names', async () => {
    const { trace, requested } = await tracer(sent.flatMap(linesOf));
    await trace(extendedIdOf(target));
    expect(requested.map(({ group }) => group)).not.toContain('API-Gateway-Execution-Logs_api2/prod');
    expect(requested[0]).toMatchObject({ group: ACCESS, pattern: `"${extendedIdOf(target)}"` });
    // Only the log stream of the invocation is read without a filter pattern: other events are not transferred.
    const readWhole = requested.filter(({ pattern }) => pattern === undefined).map(({ group }) => group);
    expect(new Set(readWhole)).toEqual(new Set([FUNCTION]));
  });

  it('is found by its short id together with the other requests that share it, sorted by time', async () => {
    const { trace } = await tracer(sent.flatMap(linesOf));
    const found = await trace(requestIdOf(first).slice(0, 8));
    expect(found.map(({ call }) => call.requestId)).toEqual(sent.map(requestIdOf));
  });

  it('includes the lines of its invocation that have no request id, and the lines of the initialization', async () => {
    const plain = (timestamp: number, message: string): LogEvent => ({
      group: FUNCTION,
      stream: 's',
      timestamp,
      ingestionTime: timestamp,
      message,
    });
    const report = JSON.stringify({
      type: 'platform.report',
      record: { requestId: functionIdOf(target), status: 'success', metrics: { durationMs: 5, initDurationMs: 120 } },
    });
    const lines = linesOf(target).map((event) =>
      event.message.includes('platform.report') ? { ...event, message: report } : event,
    );
    const { trace } = await tracer([
      ...lines,
      plain(target.time - 5000, 'long before'),
      plain(target.time - 130, 'INIT_START Runtime Version: nodejs:24.v1\tRuntime Version ARN: arn:x'),
      plain(target.time - 20, 'loading'),
      plain(target.time + 10, 'printed without an id'),
      plain(target.time + 5000, 'long after'),
    ]);
    const [found] = await trace(requestIdOf(target));
    const messages = found?.records.map(({ message }) => message) ?? [];
    expect(messages).toContain('printed without an id');
    expect(messages).toContain('loading');
    expect(messages.some((message) => message.startsWith('INIT_START'))).toBe(true);
    expect(messages.join()).not.toMatch(/long (before|after)/);
    expect(found).toMatchObject({ coldStartMs: 120 });
  });

  it('is found by the id of a webhook that its function sent, and is not replaced by the webhook', async () => {
    const apiCall = {
      id: 'w',
      source: 'webhook',
      method: 'POST',
      url: 'https://example.com/hook',
      status: 200,
      requestId: 'webhook-id-1',
    };
    const message = JSON.stringify({
      level: 'INFO',
      message: 'api.call',
      function_request_id: functionIdOf(target),
      apiCall,
    });
    const hook: LogEvent = { group: FUNCTION, stream: 's', timestamp: target.time + 3, ingestionTime: NOW, message };
    const { trace } = await tracer([...linesOf(target), hook]);
    for (const id of ['webhook-id-1', requestIdOf(target)]) {
      const [found] = await trace(id);
      expect(found).toMatchObject({ call: callOf(target), missing: [] });
      expect(found?.records.map((record) => record.message)).toContain(message);
    }
  });

  it('that has no access line is joined from the function log and the execution log', async () => {
    const { trace } = await tracer(linesOf(target).filter(({ group }) => group !== ACCESS));
    for (const id of [requestIdOf(target), functionIdOf(target)]) {
      const [found] = await trace(id);
      expect(found).toMatchObject({
        call: { request: target.request, functionRequestId: functionIdOf(target) },
        missing: ['access'],
      });
      expect(new Set(found?.records.map(({ group }) => group))).toEqual(new Set([FUNCTION, EXECUTION]));
    }
  });

  it('is found when the roles of the log groups are unknown', async () => {
    const { trace } = await tracer(
      sent.flatMap(linesOf),
      SOURCES.map(({ group, label }) => ({ group, label })),
    );
    expect(await trace(functionIdOf(target))).toMatchObject([{ call: callOf(target), missing: [] }]);
  });

  it('without a function has only its access line, once, when the roles of the log groups are unknown', async () => {
    const access = linesOf(target)
      .filter(({ group }) => group === ACCESS)
      .map((event) => ({ ...event, message: event.message.replace(functionIdOf(target), '-') }));
    const { trace } = await tracer(
      access,
      SOURCES.map(({ group, label }) => ({ group, label })),
    );
    for (const id of [requestIdOf(target), extendedIdOf(target)]) {
      const [found, ...more] = await trace(id);
      expect(more).toEqual([]);
      expect(found?.records.map(({ message }) => message)).toEqual(access.map(({ message }) => message));
    }
  });

  // A function can write a line that looks like an access line, or a report, with any numbers.
  it('with forged times is not searched in all of the log', async () => {
    const forge = (message: string) =>
      message
        .replace(/"time":"\d+"/, '"time":"1"')
        .replace(/"responseLatency":"\d+"/, '"responseLatency":"1e300"')
        .replace('"durationMs":5', '"durationMs":5,"initDurationMs":1e300');
    const forged = linesOf(target).map((event) => ({ ...event, message: forge(event.message) }));
    const { trace, requested } = await tracer(forged);
    const [found] = await trace(extendedIdOf(target));
    expect(found?.records).toHaveLength(forged.length);
    const quarter = 15 * 60_000 + 60_000;
    for (const { since, until } of requested.filter(({ group }) => group !== ACCESS)) {
      expect(since).toBeGreaterThan(target.time - quarter);
      expect(until).toBeLessThan(target.time + quarter);
    }
  });

  it('that does not exist is not found', async () => {
    const { trace } = await tracer(sent.flatMap(linesOf));
    expect(await trace('00000000-0000-4000-8000-999999999999')).toEqual([]);
    // A line that only mentions the text does not belong to a request with that id.
    expect(await trace('note-content')).toEqual([]);
  });
});
