/** `npm run bench`: prints each figure, its floor on this machine in this run, and the ratio. Fails when a limit is missed. */
import { buildAll } from '../scripts/build.ts';
import { benchApiRequest } from './api-request.ts';
import { benchApiThroughput } from './api-throughput.ts';
import { benchDump } from './dump.ts';
import { benchFilterPattern } from './filter-pattern.ts';
import { benchFollowLatency } from './follow-latency.ts';
import { benchFollowMemory } from './follow-memory.ts';
import { benchFunctions } from './functions.ts';
import { benchLoggingHelper } from './logging-helper.ts';
import { benchLogsApi } from './logs-api.ts';
import { benchLogsApiStreams } from './logs-api-streams.ts';
import { benchLogsService } from './logs-service.ts';
import type { Figure } from './measure.ts';
import { benchNeighbours } from './neighbours.ts';
import { benchParse } from './parse.ts';
import { benchRunProxy } from './run-proxy.ts';
import { benchStartUp } from './start-up.ts';
import { benchUsage } from './usage.ts';

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  'start-up': benchStartUp,
  'follow-latency': benchFollowLatency,
  'follow-memory': benchFollowMemory,
  dump: benchDump,
  'api-request': benchApiRequest,
  'api-throughput': benchApiThroughput,
  functions: benchFunctions,
  neighbours: benchNeighbours,
  'filter-pattern': benchFilterPattern,
  parse: benchParse,
  'logs-service': benchLogsService,
  'logs-api': benchLogsApi,
  'logs-api-streams': benchLogsApiStreams,
  'logging-helper': benchLoggingHelper,
  usage: benchUsage,
  'run-proxy': benchRunProxy,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in BENCHES));
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
await buildAll();
console.log(
  `${'figure'.padEnd(46)}${'value'.padStart(18)}${'floor'.padStart(18)}${'ratio'.padStart(8)}${'limit'.padStart(8)}`,
);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const figure of await bench()) print(figure);
}

function print({ name, value, unit, floor, limit, least }: Figure): void {
  const ratio = floor === undefined ? undefined : value / floor;
  const missed = (limit !== undefined && (ratio ?? value) > limit) || (least !== undefined && value < least);
  if (missed) process.exitCode = 1;
  const columns = [
    name.padEnd(46),
    `${rounded(value)} ${unit}`.padStart(18),
    (floor === undefined ? '' : `${rounded(floor)} ${unit}`).padStart(18),
    (ratio === undefined ? '' : `${ratio.toFixed(2)}x`).padStart(8),
    String(limit ?? least ?? '').padStart(8),
  ];
  console.log(`${columns.join('')}${missed ? '  MISSED' : ''}`);
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
