import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseEvent } from '../core/parse/parse-event.ts';
import { Usage } from '../core/usage/usage.ts';
import { openRecording } from '../local/run/recording.ts';
import type { Figure } from './measure.ts';
import { ENVIRONMENT, LOGS_SCRIPT, temporaryDirectory } from './setup.ts';

const MANY_REPORTS = 1_000_000;
const FEW_REPORTS = 200_000;
const LINES_PER_BATCH = 10_000;

/** The rate at which REPORT lines are aggregated, and time and memory of `logs usage` for a million of them. */
export async function benchUsage(): Promise<Figure[]> {
  using directory = temporaryDirectory();
  const recording = await openRecording({ path: directory.file('logs.db'), notice: console.error });
  try {
    for (const [group, count] of [
      ['/many', MANY_REPORTS],
      ['/few', FEW_REPORTS],
    ] as const) {
      for (let first = 0; first < count; first += LINES_PER_BATCH) {
        const events = Array.from({ length: LINES_PER_BATCH }, (_, n) => ({
          timestamp: Date.now(),
          message: report(first + n),
        }));
        recording.sink.write(group, '2026/11/21/[$LATEST]4f3a', events);
      }
    }
    const few = await runUsage('/few', recording.endpoint, directory.path);
    const many = await runUsage('/many', recording.endpoint, directory.path);
    return [
      {
        name: 'usage: lines parsed and aggregated',
        value: linesPerSecond(aggregate),
        unit: 'lines/s',
        floor: linesPerSecond(readDurations),
      },
      { name: 'usage: a million reports', value: many.seconds, unit: 's' },
      {
        name: 'usage: memory, a million vs. 200,000',
        value: many.megabytes,
        unit: 'MB',
        floor: few.megabytes,
        limit: 1.3,
      },
    ];
  } finally {
    recording.close();
  }
}

function report(n: number): string {
  const duration = 1 + ((n * 7919) % 100_000) / 100;
  return `REPORT RequestId: 4b9e2c1a-77d0-4f3a-9c55-${String(n).padStart(12, '0')}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${Math.ceil(duration)} ms\tMemory Size: 256 MB\tMax Memory Used: 92 MB\t\n`;
}

function linesPerSecond(work: (lines: readonly string[]) => void): number {
  const lines = Array.from({ length: 100_000 }, (_, n) => report(n));
  work(lines);
  const start = performance.now();
  work(lines);
  return Math.round((lines.length * 1000) / (performance.now() - start));
}

function aggregate(lines: readonly string[]): void {
  const usage = new Usage();
  for (const message of lines)
    usage.add(
      parseEvent({ group: '/g', stream: '2026/11/21/[$LATEST]4f3a', timestamp: 0, ingestionTime: 0, message }),
      'f',
    );
}

/** The minimum work for the same result: read the numbers, and add them. */
function readDurations(lines: readonly string[]): void {
  let sum = 0;
  for (const line of lines) {
    const match =
      /\tDuration: ([\d.]+) ms\tBilled Duration: (\d+) ms\tMemory Size: (\d+) MB\tMax Memory Used: (\d+)/.exec(line);
    for (let group = 1; group <= 4; group += 1) sum += Number(match?.[group]);
  }
  if (Number.isNaN(sum)) throw new Error('A line could not be read.');
}

/** Runs the command. A preloaded module prints the peak of its resident memory at the exit. */
async function runUsage(group: string, endpoint: string, cwd: string): Promise<{ seconds: number; megabytes: number }> {
  const printPeak = `data:text/javascript,process.on('exit',()=>console.error(process.resourceUsage().maxRSS))`;
  const args = ['--import', printPeak, LOGS_SCRIPT, 'usage', group, '--endpoint-url', endpoint, '--output', 'json'];
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  await once(child, 'close');
  const { invocations } = JSON.parse(stdout.split('\n', 1)[0] ?? '{}') as { invocations?: number };
  if (invocations !== (group === '/many' ? MANY_REPORTS : FEW_REPORTS))
    throw new Error(`logs usage counted ${invocations} in ${group}.`);
  return { seconds: (performance.now() - start) / 1000, megabytes: Number(stderr.trim().split('\n').at(-1)) / 1024 };
}
