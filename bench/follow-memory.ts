import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import type { Figure } from './measure.ts';

const EVENTS = 1_000_000;
const LOOK_BACKS = 10;

/** Memory of following a million events over ten look-backs, in a process of its own with a clock of its own: what is resident at
 *  most in the last, and alive after it, over the same of the first. */
export async function benchFollowMemory(): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tailgate-bench-'));
  try {
    const program = await bundle(PROGRAM, join(directory, 'follow.mjs'));
    const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`following ended with ${status}`);
    const { resident, alive, shown, seconds } = JSON.parse(stdout) as Measured;
    if (shown !== EVENTS) throw new Error(`${shown} events were shown of ${EVENTS}`);
    return [
      // The first one is not full before its end: no sweep of it looks back as far as those of the others.
      figure('follow: most resident in look-back 10 over 2', resident.slice(1)),
      figure('follow: alive after look-back 10 over 1', alive),
      { name: 'follow: events shown, and known again', value: shown / seconds, unit: 'events/s' },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface Measured {
  /** Bytes: the most in each look-back. */
  readonly resident: readonly number[];
  /** Bytes: after each look-back. */
  readonly alive: readonly number[];
  readonly shown: number;
  readonly seconds: number;
}

function figure(name: string, bytes: readonly number[]): Figure {
  const mebibytes = (index: number) => (bytes.at(index) ?? Number.NaN) / 2 ** 20;
  return { name, value: mebibytes(-1), unit: 'MiB', floor: mebibytes(0), limit: 1.1 };
}

/** A log group to which an event comes every 3.9 ms: 100,000 within the six minutes and a half that a sweep may look back. Nothing
 *  is kept of the events that are shown. */
const PROGRAM = `
  import { tail } from './core/pipeline.ts';
  import { RateBudget } from './core/rate-budget.ts';
  import { renderJson } from './core/render/plain-output.ts';

  const EVENTS = ${EVENTS}, LOOK_BACKS = ${LOOK_BACKS}, LOOK_BACK_MS = 390_000, PAGE = 10_000, CALL_MS = 300, START = 1_700_000_000_000;
  const STEP = (LOOK_BACK_MS * LOOK_BACKS) / EVENTS;
  let now = START;
  const clock = { now: () => now, wait: async (milliseconds) => { now += milliseconds; } };
  const eventAt = (n) => ({
    eventId: String(n).padStart(56, '0'),
    timestamp: Math.floor(START + n * STEP),
    ingestionTime: START,
    logStreamName: 's',
    message: '{"level":"INFO","message":"note created","noteId":"' + n + '"}',
  });
  const client = {
    async send({ input: { startTime, nextToken } }) {
      now += CALL_MS;
      const from = nextToken ? Number(nextToken) : Math.max(0, Math.ceil((startTime - START) / STEP));
      const end = Math.min(EVENTS, Math.floor((now - START) / STEP));
      const to = Math.min(end, from + PAGE);
      const events = Array.from({ length: Math.max(0, to - from) }, (_, index) => eventAt(from + index));
      return { events, ...(to < end && { nextToken: String(to) }) };
    },
  };
  const ended = new AbortController();
  const resident = [], alive = [];
  let shown = 0, most = 0;
  const measure = () => {
    globalThis.gc();
    globalThis.gc();
    const usage = process.memoryUsage();
    alive.push(usage.heapUsed + usage.arrayBuffers);
    resident.push(most);
    most = 0;
  };
  const began = performance.now();
  const lines = tail(
    { client, clock, budget: new RateBudget(Infinity, clock), signal: ended.signal },
    { sources: [{ group: 'g', label: 'g' }], since: START, follow: true, notice: console.error, render: renderJson },
  );
  for await (const text of lines) {
    most = Math.max(most, process.memoryUsage.rss());
    shown += text.split('\\n').length - 1;
    if (shown >= ((resident.length + 1) * EVENTS) / LOOK_BACKS) measure();
    if (shown >= EVENTS) ended.abort();
  }
  console.log(JSON.stringify({ resident, alive, shown, seconds: (performance.now() - began) / 1000 }));
`;
