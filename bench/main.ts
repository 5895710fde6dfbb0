/** `npm run bench [name …]`: prints each figure, its floor in the same run, and the ratio. Ends with 1 when a limit is missed. */
import { buildAll } from '../scripts/build.ts';
import { benchApiRequest } from './api-request.ts';
import { benchApiThroughput } from './api-throughput.ts';
import { benchDump } from './dump.ts';
import { benchFilterPattern } from './filter-pattern.ts';
import { benchFollowLatency } from './follow-latency.ts';
import { benchFollowMemory } from './follow-memory.ts';
import { benchFunctions } from './local-lambda.ts';
import { benchLoggingHelper } from './logging-helper.ts';
import { benchLogsApi } from './logs-api.ts';
import { benchLogsApiDeployed } from './logs-api-deployed.ts';
import { benchLogsApiStreams } from './logs-api-streams.ts';
import { benchLogsService } from './logs-service.ts';
import type { Figure } from './measure.ts';
import { benchNeighbours } from './neighbours.ts';
import { benchParse } from './parse-lines.ts';
import { benchRunProxy } from './run-proxy.ts';
import { benchStartUp } from './start-up.ts';
import { benchUsage } from './usage-aggregation.ts';

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
  'logs-api-deployed': benchLogsApiDeployed,
  'logging-helper': benchLoggingHelper,
  usage: benchUsage,
  'run-proxy': benchRunProxy,
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in BENCHES));
if (unknown !== undefined) {
  console.error(`The benchmark "${unknown}" does not exist. Use one of ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
await buildAll();
console.log(
  `${'figure'.padEnd(46)}${'value'.padStart(18)}${'floor'.padStart(18)}${'ratio'.padStart(8)}${'limit'.padStart(8)}`,
);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  for (const figure of await bench()) print(figure);
}

function print({ name, value, unit, floor, limit, minimum }: Figure): void {
  const ratio = floor === undefined ? undefined : value / floor;
  const missed = (limit !== undefined && (ratio ?? value) > limit) || (minimum !== undefined && value < minimum);
  if (missed) process.exitCode = 1;
  const columns = [
    name.padEnd(46),
    `${rounded(value)} ${unit}`.padStart(18),
    (floor === undefined ? '' : `${rounded(floor)} ${unit}`).padStart(18),
    (ratio === undefined ? '' : `${ratio.toFixed(2)}x`).padStart(8),
    String(limit ?? minimum ?? '').padStart(8),
  ];
  console.log(`${columns.join('')}${missed ? '  MISSED' : ''}`);
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
