import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecording, type Recording } from '../../local/run/recording.ts';
import { type Result, runLogs } from './run-logs.ts';

const NOW = Date.now();
const HOUR_MS = 3_600_000;

let cwd: string;
let recording: Recording;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-usage-'));
  recording = await openRecording({ notice: () => {} });
  const write = (group: string, timestamp: number, ...messages: string[]) =>
    recording.sink.write(
      group,
      '2026/11/21/[$LATEST]4f3a',
      messages.map((message) => ({ timestamp, message })),
    );
  for (let n = 1; n <= 200; n += 1) write('/aws/lambda/notes-create', NOW - HOUR_MS, start(), report(n));
  write('/aws/lambda/notes-create', NOW - 30 * HOUR_MS, report(5000));
  write(
    '/aws/lambda/notes-get',
    NOW - HOUR_MS,
    report(10, 'Init Duration: 212.10 ms\t'),
    report(3000, 'Status: timeout\t'),
  );
  write('/access', NOW - HOUR_MS, access('/notes', 200), access('/notes', 404), access('/notes/{noteId}', 502));
});
afterAll(() => {
  recording.close();
  rmSync(cwd, { recursive: true });
});

const ID = '4b9e2c1a-77d0-4f3a-9c55-000000000001';

function start(): string {
  return `START RequestId: ${ID} Version: $LATEST\n`;
}

function report(durationMs: number, more = ''): string {
  return `REPORT RequestId: ${ID}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${durationMs} ms\tMemory Size: 512 MB\tMax Memory Used: 92 MB\t${more}\n`;
}

function access(route: string, status: number): string {
  return JSON.stringify({
    requestId: ID,
    extendedRequestId: 'x=',
    method: 'GET',
    route,
    status: String(status),
    responseLatency: '20',
  });
}

function usage(...args: string[]): Promise<Result> {
  return runLogs(['usage', ...args, '--endpoint-url', recording.endpoint], { cwd });
}

async function usageLines(...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await usage(...args, '--output', 'json');
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('logs usage', () => {
  it('shows functions and routes, each with a total', async () => {
    const { stdout, stderr, code } = await usage('/aws/lambda/notes-*', '/access');
    expect(code).toBe(0);
    expect(stdout).toBe(`\
FUNCTION      INVOCATIONS                       ERRORS       COLD     P50     P95     P99     MAX               MEMORY  GB-SECONDS        COST
notes-create          200  ████████████████          0          0  100 ms  191 ms  198 ms  200 ms  92 of 512 MB (18 %)        10.1   $0.000208
notes-get               2  ▏                  1 (50 %)   1 (50 %)   10 ms  3.00 s  3.00 s  3.00 s  92 of 512 MB (18 %)        1.51  $0.0000255
total                 202                    1 (0.5 %)  1 (0.5 %)  100 ms  191 ms  198 ms  3.00 s                             11.6   $0.000233

ROUTE                REQUESTS                         4XX        5XX    P50    P95    P99    MAX
GET /notes                  2  ████████████████  1 (50 %)          0  20 ms  20 ms  20 ms  20 ms
GET /notes/{noteId}         1  ████████                 0  1 (100 %)  20 ms  20 ms  20 ms  20 ms
total                       3                    1 (33 %)   1 (33 %)  20 ms  20 ms  20 ms  20 ms
`);
    expect(stderr).toBe(
      'The architecture of notes-create, notes-get cannot be read; the cost uses the price of x86_64.\n',
    );
  });

  it('writes the same as objects, one per line', async () => {
    const lines = await usageLines('/aws/lambda/notes-*', '/access');
    expect(lines.map(({ by, name, total }) => [by, name, total])).toEqual([
      ['function', 'notes-create', undefined],
      ['function', 'notes-get', undefined],
      ['function', 'total', true],
      ['route', 'GET /notes', undefined],
      ['route', 'GET /notes/{noteId}', undefined],
      ['route', 'total', true],
    ]);
    expect(lines[1]).toMatchObject({
      invocations: 2,
      errors: 1,
      coldStarts: 1,
      memorySizeMB: 512,
      maxMemoryUsedMB: 92,
    });
    expect(lines[2]).toMatchObject({ invocations: 202, errors: 1, coldStarts: 1 });
    const gbSeconds = (((200 * 201) / 2 + 3010) * 0.5) / 1000;
    expect(lines[2]?.billedGbSeconds).toBeCloseTo(gbSeconds, 9);
    expect(lines[2]?.estimatedCostUsd).toBeCloseTo(gbSeconds * 0.0000166667 + (202 * 0.2) / 1_000_000, 12);
    expect(lines[5]).toMatchObject({ requests: 3, clientErrors: 1, errors: 1 });
  });

  it('reads the requested time range and table', async () => {
    expect(await usageLines('/aws/lambda/notes-create', '--since', '2d')).toMatchObject([{ invocations: 201 }, {}]);
    expect(await usageLines('/aws/lambda/notes-create', '--since', '2d', '--until', '1d')).toMatchObject([
      { invocations: 1 },
      {},
    ]);
    expect((await usageLines('/aws/lambda/*', '/access', '--by', 'route')).every(({ by }) => by === 'route')).toBe(
      true,
    );
    expect(
      (await usageLines('/aws/lambda/*', '/access', '--by', 'function')).every(({ by }) => by === 'function'),
    ).toBe(true);
  });

  it('reports which price and architecture it assumes when they are unknown', async () => {
    const { stderr } = await usage('/aws/lambda/notes-get', '--region', 'mars-north-1');
    expect(stderr).toBe(
      'The Lambda prices of mars-north-1 are unknown; the cost uses those of us-east-1.\nThe architecture of notes-get cannot be read; the cost uses the price of x86_64.\n',
    );
  });

  it('ends with 1 without usage, with 2 for invalid usage, with 4 for an unknown target', async () => {
    expect(await usage('/access', '--by', 'function')).toMatchObject({ code: 1, stdout: '' });
    expect(await usage('/access', '--since', '1d', '--until', '2d')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: --until is before --since /),
    });
    expect(await usage('/acces')).toMatchObject({ code: 4, stdout: '' });
    expect(await usage()).toMatchObject({ code: 2, stdout: '' });
  });
});
