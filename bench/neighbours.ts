import { Agent, get } from 'node:http';
import { startLocalAws } from '../local/local-aws.ts';
import { misbehaving } from '../test/apps/misbehaving/app.ts';
import { type Figure, median, timed } from './measure.ts';
import { LOCAL_AWS, temporaryDirectory } from './setup.ts';

const ROUNDS = 6;
const QUIET_MS = 300;
/** Longer than the start of a new process for the other function. */
const DISTURBED_MS = 600;
const MAX_SLOWDOWN = 2;

const NEIGHBOURS = [
  ['loops', 'loops'],
  ['exits', 'exits'],
  ['leaks', 'leaks'],
  ['floods', 'floods?lines=20000'],
] as const;

/** The time of a warm request while another function of the same app misbehaves. The floor is the time without that function. */
export async function benchNeighbours(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, path] of NEIGHBOURS) figures.push(await benchNeighbour(name, path));
  return figures;
}

async function benchNeighbour(name: string, path: string): Promise<Figure> {
  using directory = temporaryDirectory();
  misbehaving(directory.path);
  const local = await startLocalAws({ ...LOCAL_AWS, assembly: directory.path });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const [url = ''] = Object.values(local.apis);
    const send = () => request(`${url}/fine`, agent);
    await medianFor(QUIET_MS, send);
    // The best round counts: other load on the machine can disturb some rounds, but not all.
    let [quiet, disturbed] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < ROUNDS; round += 1) {
      quiet = Math.min(quiet, await medianFor(QUIET_MS, send));
      const other = keepSending(`${url}/${path}`);
      disturbed = Math.min(disturbed, await medianFor(DISTURBED_MS, send));
      await other.stop();
    }
    return {
      name: `local API: warm request, neighbour ${name}`,
      value: disturbed,
      unit: 'ms',
      floor: quiet,
      limit: MAX_SLOWDOWN,
    };
  } finally {
    agent.destroy();
    await local.close();
  }
}

/** The median time of requests that are sent one after the other for `durationMs`, in milliseconds. */
async function medianFor(durationMs: number, send: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  const end = performance.now() + durationMs;
  while (performance.now() < end) times.push(await timed(send));
  return median(times);
}

function request(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => response.on('end', resolve).resume()).on('error', reject);
  });
}

/** Repeats a request until `stop` is called. */
function keepSending(url: string): { stop(): Promise<void> } {
  let isStopped = false;
  const work = (async () => {
    while (!isStopped) await (await fetch(url)).arrayBuffer();
  })();
  return {
    stop() {
      isStopped = true;
      return work;
    },
  };
}
