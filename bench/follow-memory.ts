import { spawnSync } from 'node:child_process';
import { bundle } from './bundle.ts';
import type { Figure } from './measure.ts';
import { temporaryDirectory } from './setup.ts';

const EVENTS = 1_000_000;
const LOOK_BACKS = 10;

/** The memory of following a million events over ten look-backs, in a separate process with a simulated clock. The peak of the
 *  resident memory in the last look-back, and the live memory after it, are compared with the first look-back. */
export async function benchFollowMemory(): Promise<Figure[]> {
  using directory = temporaryDirectory();
  const program = await bundle(PROGRAM, directory.file('follow.mjs'));
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the process ended with ${status}`);
  const { peaks, live, shown, seconds } = JSON.parse(stdout) as Measured;
  if (shown !== EVENTS) throw new Error(`${shown} of ${EVENTS} events were printed`);
  return [
    // Without the first look-back: its sweeps cannot look back over the whole period yet.
    figure('follow: peak memory, look-back 10 vs. 2', peaks.slice(1)),
    figure('follow: live memory, look-back 10 vs. 1', live),
    { name: 'follow: events printed and deduplicated', value: shown / seconds, unit: 'events/s' },
  ];
}

interface Measured {
  /** The peak of the resident memory in each look-back, in bytes. */
  readonly peaks: readonly number[];
  /** The live memory after each look-back, in bytes. */
  readonly live: readonly number[];
  readonly shown: number;
  readonly seconds: number;
}

function figure(name: string, bytes: readonly number[]): Figure {
  const mebibytes = (index: number) => (bytes.at(index) ?? Number.NaN) / 2 ** 20;
  return { name, value: mebibytes(-1), unit: 'MiB', floor: mebibytes(0), limit: 1.1 };
}

/** A log group that gets an event every 3.9 ms: 100,000 within the 6.5 minutes that a sweep can look back. The events are not
 *  stored: they are generated for each call. */
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
  const peaks = [], live = [];
  let shown = 0, peak = 0;
  const measure = () => {
    globalThis.gc();
    globalThis.gc();
    const usage = process.memoryUsage();
    live.push(usage.heapUsed + usage.arrayBuffers);
    peaks.push(peak);
    peak = 0;
  };
  const start = performance.now();
  const lines = tail(
    { client, clock, budget: new RateBudget(Infinity, clock), signal: ended.signal },
    { sources: [{ group: 'g', label: 'g' }], since: START, follow: true, notice: console.error, render: renderJson },
  );
  for await (const text of lines) {
    peak = Math.max(peak, process.memoryUsage.rss());
    shown += text.split('\\n').length - 1;
    if (shown >= ((peaks.length + 1) * EVENTS) / LOOK_BACKS) measure();
    if (shown >= EVENTS) ended.abort();
  }
  console.log(JSON.stringify({ peaks, live, shown, seconds: (performance.now() - start) / 1000 }));
`;
