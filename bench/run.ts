/** `npm run bench`: prints each figure, its floor on this machine in this run, and the ratio. Fails when a limit is exceeded. */
import { buildAll } from '../scripts/build.ts';
import { benchApiRequest } from './api-request.ts';
import { benchFollowLatency } from './follow-latency.ts';
import type { Figure } from './measure.ts';
import { benchStartUp } from './start-up.ts';

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  'start-up': benchStartUp,
  'follow-latency': benchFollowLatency,
  'api-request': benchApiRequest,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in BENCHES));
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
await buildAll();
console.log(
  `${'figure'.padEnd(46)}${'value'.padStart(12)}${'floor'.padStart(12)}${'ratio'.padStart(8)}${'limit'.padStart(8)}`,
);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const figure of await bench()) print(figure);
}

function print({ name, value, unit, floor, limit }: Figure): void {
  const ratio = floor === undefined ? undefined : value / floor;
  const exceeded = limit !== undefined && (ratio ?? value) > limit;
  if (exceeded) process.exitCode = 1;
  const columns = [
    name.padEnd(46),
    `${rounded(value)} ${unit}`.padStart(12),
    (floor === undefined ? '' : `${rounded(floor)} ${unit}`).padStart(12),
    (ratio === undefined ? '' : `${ratio.toFixed(2)}x`).padStart(8),
    (limit === undefined ? '' : String(limit)).padStart(8),
  ];
  console.log(`${columns.join('')}${exceeded ? '  EXCEEDED' : ''}`);
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
