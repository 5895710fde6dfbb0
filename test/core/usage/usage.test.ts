import { describe, expect, it } from 'vitest';
import { compileFilterPattern } from '../../../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../../../core/filter-pattern/parse.ts';
import { parseEvent } from '../../../core/parse/parse-event.ts';
import { NO_ROUTE, USAGE_FILTER_PATTERN, Usage } from '../../../core/usage/usage.ts';

const ID = '4b9e2c1a-77d0-4f3a-9c55-000000000001';
const OTHER_ID = '4b9e2c1a-77d0-4f3a-9c55-000000000002';

function usageOf(messages: readonly string[], stream = '2026/11/21/[$LATEST]4f3a', label = 'notes-create'): Usage {
  const usage = new Usage();
  for (const message of messages) add(usage, message, stream, label);
  return usage;
}

function add(usage: Usage, message: string, stream = '2026/11/21/[$LATEST]4f3a', label = 'notes-create'): void {
  usage.add(parseEvent({ group: '/g', stream, timestamp: 0, ingestionTime: 0, message }), label);
}

function report(durationMs: number, more = '', id = ID): string {
  return `REPORT RequestId: ${id}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: 256 MB\tMax Memory Used: 92 MB\t${more}\n`;
}

function jsonReport(record: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ time: '2026-11-21T14:02:11.480Z', type: 'platform.report', record });
}

function access(fields: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    requestId: ID,
    extendedRequestId: 'x=',
    method: 'GET',
    route: '/notes',
    status: '200',
    responseLatency: '20',
    ...fields,
  });
}

describe('functions', () => {
  it('are added up from reports in text and in JSON format', () => {
    const metrics = {
      durationMs: 100.5,
      billedDurationMs: 101,
      memorySizeMB: 512,
      maxMemoryUsedMB: 300,
      initDurationMs: 212.1,
    };
    const [usage] = usageOf([
      report(17.3, 'Init Duration: 212.10 ms\t'),
      report(20),
      jsonReport({ requestId: ID, status: 'success', metrics }),
    ]).functions;
    expect(usage).toMatchObject({
      name: 'notes-create',
      invocations: 3,
      errors: 0,
      coldStarts: 2,
      memorySizeMB: 512,
      maxMemoryUsedMB: 300,
    });
    expect(usage?.billedGbSeconds).toBeCloseTo((18 * 0.25 + 20 * 0.25 + 101 * 0.5) / 1000, 12);
    expect(usage?.durationMs?.max).toBe(100.5);
    expect(usage?.durationMs?.p50).toBeGreaterThan(20 * 0.99);
    expect(usage?.durationMs?.p50).toBeLessThan(20 * 1.01);
  });

  it('count a failed invocation once: by the status of its report, or by the error that its handler threw', () => {
    const thrown = `2026-11-21T14:02:11.480Z\t${ID}\tERROR\tInvoke Error \t{"errorType":"TypeError","stackTrace":[]}\n`;
    const thrownInJson = JSON.stringify({
      timestamp: '2026-11-21T14:02:11.480Z',
      level: 'ERROR',
      requestId: ID,
      message: { errorType: 'TypeError', errorMessage: 'no', stackTrace: [] },
    });
    const thrownInPython = JSON.stringify({
      log_level: 'ERROR',
      level: 'ERROR',
      requestId: ID,
      errorType: 'KeyError',
      errorMessage: 'no',
      stackTrace: [],
    });
    const errors = (...messages: string[]) => usageOf(messages).functions[0]?.errors;
    expect(errors(report(3000, 'Status: timeout\t'))).toBe(1);
    expect(errors(jsonReport({ requestId: ID, status: 'error', metrics: {} }))).toBe(1);
    expect(errors(thrown, report(17))).toBe(1);
    expect(errors(thrown, report(17, 'Status: error\t'))).toBe(1);
    expect(errors(thrownInJson, jsonReport({ requestId: ID, status: 'success', metrics: {} }))).toBe(1);
    expect(errors(thrownInPython, jsonReport({ requestId: ID, status: 'success', metrics: {} }))).toBe(1);
    // A retry of an asynchronous invocation has the request id of the first attempt.
    expect(errors(thrown, report(17), report(17))).toBe(1);
    expect(errors(thrown, report(17, '', OTHER_ID))).toBe(0);
    expect(errors(thrown.replace('Invoke Error', 'what the function itself logged'), report(17))).toBe(0);
  });

  it('that share a log group have the names from their log streams', () => {
    const usage = usageOf([report(1)], '2026/11/21/notes-get[$LATEST]4f3a', 'shared');
    add(usage, report(1), '2026/11/21/notes-list[7]4f3a', 'shared');
    add(usage, report(1), '2026/11/21/notes-list[7]4f3b', 'shared');
    add(usage, report(1), '2026/11/21/[$LATEST]4f3a', 'shared');
    expect(usage.functions.map(({ name, invocations }) => [name, invocations])).toEqual([
      ['notes-list', 2],
      ['notes-get', 1],
      ['shared', 1],
    ]);
    expect(usage.allFunctions.invocations).toBe(4);
  });

  it('ignore metrics that are missing or invalid', () => {
    const [usage] = usageOf([
      jsonReport({ requestId: ID, metrics: { durationMs: -1, memorySizeMB: 'many', billedDurationMs: 5 } }),
      jsonReport({ requestId: ID }),
    ]).functions;
    expect(usage).toEqual({
      name: 'notes-create',
      invocations: 2,
      errors: 0,
      coldStarts: 0,
      durationMs: null,
      memorySizeMB: null,
      maxMemoryUsedMB: null,
      billedGbSeconds: 0,
    });
  });
});

describe('quantiles', () => {
  it('are also correct for few durations: p95 is the shortest duration such that 95 % of all durations are not longer', () => {
    const quantilesOf = (...durations: number[]) => {
      const {
        p50 = 0,
        p95 = 0,
        p99 = 0,
      } = usageOf(durations.map((duration) => report(duration))).functions[0]?.durationMs ?? {};
      return [p50, p95, p99].map((value) => durations.find((duration) => Math.abs(value - duration) <= duration / 100));
    };
    expect(quantilesOf(7)).toEqual([7, 7, 7]);
    expect(quantilesOf(10, 3000)).toEqual([10, 3000, 3000]);
    expect(quantilesOf(1, 2, 3)).toEqual([2, 3, 3]);
    expect(quantilesOf(0, 0, 5)).toEqual([0, 5, 5]);
    expect(quantilesOf(...Array.from({ length: 20 }, (_, index) => 2 ** index))).toEqual([2 ** 9, 2 ** 18, 2 ** 19]);
  });
});

describe('routes', () => {
  it('are added up by method and route; client errors and errors of the API are counted separately', () => {
    const { routes, allRoutes } = usageOf([
      access({}),
      access({ status: '404', responseLatency: '10' }),
      access({ status: '502', responseLatency: '-' }),
      access({ method: 'POST' }),
      access({ route: '-', status: '403' }),
    ]);
    expect(routes).toMatchObject([
      { name: 'GET /notes', requests: 3, clientErrors: 1, errors: 1, latencyMs: { max: 20 } },
      { name: NO_ROUTE, requests: 1, clientErrors: 1, errors: 0 },
      { name: 'POST /notes', requests: 1, clientErrors: 0, errors: 0 },
    ]);
    expect(allRoutes).toMatchObject({ requests: 5, clientErrors: 2, errors: 1 });
  });
});

describe('the filter pattern', () => {
  it('matches the lines that are counted, and no others', () => {
    const matches = compileFilterPattern(parseFilterPattern(USAGE_FILTER_PATTERN));
    expect(matches(report(17))).toBe(true);
    expect(matches(jsonReport({ requestId: ID, metrics: {} }))).toBe(true);
    expect(matches(access({}))).toBe(true);
    expect(matches(`2026-11-21T14:02:11.480Z\t${ID}\tERROR\tInvoke Error \t{}\n`)).toBe(true);
    expect(matches('{"level":"ERROR","message":{"errorType":"TypeError"}}')).toBe(true);
    expect(matches(`START RequestId: ${ID} Version: $LATEST\n`)).toBe(false);
    expect(matches('{"level":"INFO","message":"note created"}')).toBe(false);
    expect(matches(`(${ID}) Method completed with status: 200`)).toBe(false);
  });
});

describe('a million reports', () => {
  it('are counted exactly, and their quantiles are within 1 %', () => {
    const COUNT = 1_000_000;
    const usage = new Usage();
    const durations = new Float64Array(COUNT);
    const random = seededRandom(20261121);
    let coldStarts = 0;
    let billed = 0;
    for (let n = 0; n < COUNT; n += 1) {
      // Durations from milliseconds to seconds: log-normal, plus cold starts.
      const duration = Math.round(Math.exp(3 + 1.2 * normal(random)) * 100) / 100;
      const isCold = random() < 0.01;
      durations[n] = duration;
      if (isCold) coldStarts += 1;
      billed += Math.ceil(duration);
      add(usage, report(duration, isCold ? 'Init Duration: 212.10 ms\t' : ''));
    }
    durations.sort();
    const [found] = usage.functions;
    expect(found).toMatchObject({ invocations: COUNT, coldStarts, errors: 0 });
    expect(found?.billedGbSeconds).toBeCloseTo((billed * 256) / 1024 / 1000, 6);
    for (const [name, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const) {
      const exact = durations[Math.ceil(share * COUNT) - 1] ?? Number.NaN;
      expect(Math.abs((found?.durationMs?.[name] ?? 0) - exact) / exact).toBeLessThanOrEqual(0.01);
    }
    expect(found?.durationMs?.max).toBe(durations.at(-1));
  }, 60_000);
});

/** Pseudo-random numbers from 0 to 1, the same in every run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
