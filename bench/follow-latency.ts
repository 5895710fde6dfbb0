import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ENVIRONMENT, LocalStacks, RUN } from './local-stacks.ts';
import { type Figure, percentile } from './measure.ts';

const REQUESTS = 25;

/** From the request that caused a line to the line on the screen of `logs tail -f`; and how long a second start takes. */
export async function benchFollowLatency(): Promise<Figure[]> {
  const stacks = new LocalStacks();
  try {
    await stacks.start();
    await stacks.stop();
    const begin = performance.now();
    const dev = await stacks.start();
    const secondStart = performance.now() - begin;

    const tail = spawn(process.execPath, [RUN, 'tail', '-f', 'notes-create'], {
      cwd: stacks.directory,
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: tail.stdout })[Symbol.asyncIterator]();
    const url = `${Object.values(dev.apis)[0]}/notes`;
    const times: number[] = [];
    for (let request = 0; request < REQUESTS; request += 1) {
      const sent = performance.now();
      const response = await fetch(url, { method: 'POST', body: JSON.stringify({ content: `note ${request}` }) });
      const { noteId } = (await response.json()) as { noteId: string };
      for (let line = await lines.next(); !String(line.value).includes(noteId); line = await lines.next()) {
        if (line.done) throw new Error('logs tail ended');
      }
      times.push(performance.now() - sent);
    }
    tail.kill('SIGINT');
    await once(tail, 'exit');
    return [
      { name: 'logs dev: second start', value: secondStart, unit: 'ms', limit: 5000 },
      { name: 'follow: request to line, p50', value: percentile(times, 0.5), unit: 'ms', limit: 1500 },
      { name: 'follow: request to line, p99', value: percentile(times, 0.99), unit: 'ms', limit: 1500 },
    ];
  } finally {
    await stacks.remove();
  }
}
