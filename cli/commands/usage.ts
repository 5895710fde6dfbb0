import { Flags } from '@oclif/core';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { PRICES_AS_OF } from '../../core/usage/prices.ts';
import { EXIT } from '../../core/user-error.ts';
import { BaseCommand } from '../base-command.ts';
import { InterruptedError } from '../errors.ts';
import { outputFlag, targetsArgument, timeFlag } from '../flags/common-flags.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { timeRange } from '../flags/time-range.ts';
import { notice, writeOut } from '../output/stdio.ts';
import { terminalWidth } from '../output/terminal.ts';
import { usageJson, usageReport, usageText } from '../output/usage-output.ts';
import { functionCosts } from '../session/function-costs.ts';
import { openReadSession } from '../session/read-session.ts';
import { readUsage } from '../session/read-usage.ts';

const DEFAULT_SINCE_MS = 86_400_000;

export default class UsageCommand extends BaseCommand {
  static override summary = 'Show the usage of functions and routes: invocations, errors, durations, memory, cost.';
  static override description =
    `Reads REPORT lines, platform reports and access lines. Quantiles are accurate to 1 %. An invocation counts as failed when its report says so, or when its handler threw an error.
The cost covers requests and GB-seconds at the on-demand prices of ${PRICES_AS_OF} (https://aws.amazon.com/lambda/pricing/), without the free tier.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> notes-create notes-get',
    '<%= config.bin %> <%= command.id %> api:notes/prod --since 7d',
    '<%= config.bin %> <%= command.id %> stack:NotesApi --by function --output json',
  ];
  static override strict = false;
  static override args = { target: targetsArgument };
  static override flags = {
    ...connectionFlags,
    since: timeFlag({ summary: 'start time: 24h (the default), 30m, 3d, ISO 8601, epoch', helpValue: 'TIME' }),
    until: timeFlag({ summary: 'end time (default: now)', helpValue: 'TIME' }),
    by: Flags.option({ summary: 'show only functions, or only routes', options: ['function', 'route'] as const })(),
    output: outputFlag(),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(UsageCommand);
    const range = timeRange(flags, DEFAULT_SINCE_MS);
    const connection = this.connect(flags);
    const session = await openReadSession(connection, (account) => resolveTargets(argv as string[], account));
    const usage = await readUsage(session.logs, session.sources, range);
    if (session.interrupted.aborted) throw new InterruptedError();
    session.missingGroups.report();
    const region = await session.logs.client.config.region();
    const costs = flags.by === 'route' ? [] : await functionCosts(usage, connection, region);
    const report = usageReport(usage, costs, flags.by);
    if (!report.functions && !report.routes) {
      notice(
        'There was no usage in this time range. --since sets an earlier start; functions need REPORT lines or platform reports.',
      );
      process.exitCode = EXIT.NOTHING_FOUND;
    } else {
      const text = flags.output === 'json' ? usageJson(report) : usageText(report, terminalWidth());
      await writeOut(text, flags.output);
    }
  }
}
