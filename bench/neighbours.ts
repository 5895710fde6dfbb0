import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalAws } from '../local/local-aws.ts';
import { misbehaving } from '../test/apps/misbehaving/app.ts';
import { type Figure, median } from './measure.ts';

const ROUNDS = 6;
const ALONE_MS = 300;
/** Longer than a new process of the other function takes to begin. */
const BESIDE_MS = 600;
const MOST_TIMES_SLOWER = 2;

const NEIGHBOURS = [
  ['loops', 'loops'],
  ['exits', 'exits'],
  ['leaks', 'leaks'],
  ['floods its log', 'floods?lines=20000'],
] as const;

/** How much slower a warm function answers through its API while another function misbehaves. */
export async function benchNeighbours(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, path] of NEIGHBOURS) figures.push(await benchNeighbour(name, path));
  return figures;
}

async function benchNeighbour(name: string, path: string): Promise<Figure> {
  const assembly = mkdtempSync(join(tmpdir(), 'tailgate-bench-'));
  misbehaving(assembly);
  const place = { assembly, port: 0, region: 'us-east-1', accountId: '000000000000' };
  const local = await startLocalAws({ ...place, notice: () => undefined });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const [url = ''] = Object.values(local.apis);
    const send = () => answered(`${url}/fine`, agent);
    await medianFor(ALONE_MS, send);
    // Others use this machine too, and disturb some rounds: what the local Lambda does wrong shows in the best of them.
    let [alone, beside] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < ROUNDS; round += 1) {
      alone = Math.min(alone, await medianFor(ALONE_MS, send));
      const other = keepSending(`${url}/${path}`);
      beside = Math.min(beside, await medianFor(BESIDE_MS, send));
      await other.stop();
    }
    const what = `local API: a warm request beside a function that ${name}`;
    return { name: what, value: beside, unit: 'ms', floor: alone, limit: MOST_TIMES_SLOWER };
  } finally {
    agent.destroy();
    await local.close();
    rmSync(assembly, { recursive: true });
  }
}

/** The median time of requests that are sent one after the other for so long, in milliseconds. */
async function medianFor(duration: number, send: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  const end = performance.now() + duration;
  for (let start = performance.now(); start < end; start = performance.now()) {
    await send();
    times.push(performance.now() - start);
  }
  return median(times);
}

function answered(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => response.on('end', resolve).resume()).on('error', reject);
  });
}

/** Sends a request again and again until `stop` is called. */
function keepSending(url: string): { stop(): Promise<void> } {
  let isOver = false;
  const work = (async () => {
    while (!isOver) await (await fetch(url)).arrayBuffer();
  })();
  return {
    stop() {
      isOver = true;
      return work;
    },
  };
}
