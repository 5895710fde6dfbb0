import { Args, Flags } from '@oclif/core';
import { joinNames } from '../../core/join-names.ts';
import type { LogSource } from '../../core/log-event.ts';
import { parseEvent } from '../../core/parse/parse-event.ts';
import { sanitizeJson } from '../../core/render/sanitize.ts';
import { type RouteRow, renderFunctionUsage, renderRouteUsage } from '../../core/render/usage-tables.ts';
import type { LogsContext } from '../../core/sources/logs-context.ts';
import { readGroup } from '../../core/sources/read-groups.ts';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { costOf, type FunctionCost } from '../../core/usage/cost.ts';
import { PRICES_AS_OF, priceRegion } from '../../core/usage/prices.ts';
import { USAGE_FILTER_PATTERN, Usage } from '../../core/usage/usage.ts';
import { EXIT } from '../../core/user-error.ts';
import { AwsAccount } from '../aws-account/aws-account.ts';
import { BaseCommand, connectionFlags } from '../base-command.ts';
import { InterruptedError } from '../errors.ts';
import { outputFlag, timeFlag } from '../flags.ts';
import { notice, writeOut } from '../output/output.ts';
import { terminalWidth } from '../output/terminal.ts';
import { AbsentGroups } from '../session/absent-groups.ts';
import { architecturesOf } from '../session/architectures.ts';
import type { Connection } from '../session/connection.ts';
import { onInterrupt } from '../session/interrupt.ts';
import { openReader } from '../session/reader.ts';
import { type TimeRange, timeRange } from '../time-range.ts';

const DEFAULT_SINCE_MS = 86_400_000;
/** How many log groups are read at the same time; the rate budget spaces the calls of all. */
const READ_AT_ONCE = 4;

export default class UsageCommand extends BaseCommand {
  static override summary =
    'Add up what functions and routes were used for: invocations, errors, durations, memory, cost.';
  static override description =
    `Counts REPORT lines, platform reports and access lines. Quantiles are within 1 %. An invocation counts as failed when its report says so, or when its handler threw.
The cost is that of requests and GB-seconds on demand, without the free tier, at the prices of ${PRICES_AS_OF} (https://aws.amazon.com/lambda/pricing/).`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> notes-create notes-get',
    '<%= config.bin %> <%= command.id %> api:notes/prod --since 7d',
    '<%= config.bin %> <%= command.id %> stack:NotesApi --by function --output json',
  ];
  static override strict = false;
  static override args = {
    target: Args.string({
      description: 'functions, api:NAME[/STAGE], stack:NAME, log groups, globs, ARNs',
      required: true,
    }),
  };
  static override flags = {
    ...connectionFlags,
    since: timeFlag({ summary: 'from this time on: 24h (the default), 30m, 3d, ISO 8601, epoch', helpValue: 'TIME' }),
    until: timeFlag({ summary: 'up to this time', helpValue: 'TIME' }),
    by: Flags.option({ summary: 'only functions, or only routes', options: ['function', 'route'] as const })(),
    output: outputFlag(),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(UsageCommand);
    const range = timeRange(flags, DEFAULT_SINCE_MS);
    const connection = this.connect(flags);
    const sources = await resolveTargets(argv as string[], new AwsAccount(connection, await connection.logs()));
    const interrupted = onInterrupt();
    const absent = new AbsentGroups();
    const reader = await openReader(connection, interrupted, { onMissingGroup: absent.add });
    const usage = await read(reader, sources, range);
    if (interrupted.aborted) throw new InterruptedError();
    absent.say();
    const region = await reader.client.config.region();
    const functions = flags.by === 'route' ? undefined : await functionsOf(usage, connection, region);
    const routes = flags.by === 'function' ? undefined : routesOf(usage);
    if (!functions && !routes) {
      notice(
        'Nothing was used in this time. --since looks further back; functions need REPORT lines or platform reports.',
      );
      process.exitCode = EXIT.NOTHING_FOUND;
    } else if (flags.output === 'json') {
      await writeOut(jsonLines('function', functions) + jsonLines('route', routes));
    } else {
      const width = terminalWidth();
      const tables = [
        ...(functions ? [renderFunctionUsage(functions.rows, functions.total, width)] : []),
        ...(routes ? [renderRouteUsage(routes.rows, routes.total, width)] : []),
      ];
      await writeOut(`${tables.join('\n\n')}\n`);
    }
  }
}

/** Rows of one kind, and all of them together. */
interface Summary<Row> {
  readonly rows: readonly Row[];
  readonly total: Row;
}

/** Reads the log groups, several at a time, and adds up what is in them. */
async function read(reader: LogsContext, sources: readonly LogSource[], range: TimeRange): Promise<Usage> {
  const usage = new Usage();
  const waiting = sources.values();
  // Where one group cannot be read, the others are not read on.
  const failed = new AbortController();
  const signal = AbortSignal.any([reader.signal, failed.signal]);
  const readNext = async () => {
    for (const source of waiting) {
      const selected = { ...range, filterPattern: USAGE_FILTER_PATTERN };
      for await (const page of readGroup({ ...reader, signal }, source, selected)) {
        for (const event of page) usage.add(parseEvent(event), source.label);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: READ_AT_ONCE }, readNext));
  } catch (error) {
    failed.abort();
    throw error;
  }
  return usage;
}

/** Undefined when no function ran. */
async function functionsOf(
  { functions, allFunctions }: Usage,
  connection: Connection,
  region: string,
): Promise<Summary<FunctionCost> | undefined> {
  if (functions.length === 0) return undefined;
  const names = functions.map(({ name }) => name);
  const architectures = await architecturesOf(names, connection);
  if (priceRegion(region) !== region)
    notice(`The price of Lambda in ${region} is not known here; the cost is that of ${priceRegion(region)}.`);
  const unknown = names.filter((name) => !architectures.has(name));
  if (unknown.length > 0)
    notice(`The cost of ${joinNames(unknown)} is that of x86_64: the architecture could not be read.`);
  const rows = costOf(functions, region, architectures);
  const estimatedCostUsd = rows.reduce((sum, row) => sum + row.estimatedCostUsd, 0);
  return { rows, total: { name: 'total', ...allFunctions, estimatedCostUsd } };
}

/** Undefined when there was no request. */
function routesOf({ routes, allRoutes }: Usage): Summary<RouteRow> | undefined {
  return routes.length === 0 ? undefined : { rows: routes, total: { name: 'total', ...allRoutes } };
}

/** One object a line; the last of each kind is that of all together. */
function jsonLines(by: 'function' | 'route', summary: Summary<FunctionCost | RouteRow> | undefined): string {
  if (!summary) return '';
  const lines = [...summary.rows.map((row) => ({ by, ...row })), { by, total: true, ...summary.total }];
  return lines.map((line) => `${sanitizeJson(JSON.stringify(line))}\n`).join('');
}
