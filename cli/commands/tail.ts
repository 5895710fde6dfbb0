import { Flags } from '@oclif/core';
import { recordFilter } from '../../core/filter-records.ts';
import { tail } from '../../core/pipeline.ts';
import { compileQuery } from '../../core/query-records.ts';
import { findStartOfLast } from '../../core/sources/last-events.ts';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { EXIT } from '../../core/user-error.ts';
import { BaseCommand } from '../base-command.ts';
import { InterruptedError } from '../errors.ts';
import { displayFlags, durationFlag, outputFlag, targetsArgument } from '../flags/common-flags.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { recordFilterFlags } from '../flags/record-flags.ts';
import { parseTimeRange } from '../flags/time-range.ts';
import { rawWarning, recordRenderer } from '../output/record-renderer.ts';
import { notice, writeOut, writeRaw } from '../output/stdio.ts';
import { TailSummary } from '../output/tail-summary.ts';
import { timeZoneOf } from '../output/terminal.ts';
import { openReadSession } from '../session/read-session.ts';

const DEFAULT_SINCE_MS = 10 * 60_000;
/** How far --lines looks back without --since. */
const LINES_SINCE_MS = 7 * 86_400_000;

export default class Tail extends BaseCommand {
  static override summary = 'Show the events of functions, APIs, stacks and log groups, merged by time; -f follows.';
  static override description =
    'Reads a function from its configured log group. Shows the last 10 minutes, or everything since --since.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> -f notes-create',
    '<%= config.bin %> <%= command.id %> --live notes-create',
    '<%= config.bin %> <%= command.id %> notes-create notes-get --since 2h',
    '<%= config.bin %> <%= command.id %> api:notes/prod stack:Billing',
    '<%= config.bin %> <%= command.id %> api:notes --level warn --no-platform',
    '<%= config.bin %> <%= command.id %> notes-create --filter \'{ $.level = "ERROR" }\' --output json',
  ];
  static override strict = false;
  static override args = { target: targetsArgument };
  static override flags = {
    ...connectionFlags,
    follow: Flags.boolean({ char: 'f', summary: 'continue with new events until Ctrl-C' }),
    live: Flags.boolean({
      summary: 'follow with Live Tail, within a second (billed by the minute); implies -f',
      exclusive: ['until'],
    }),
    'idle-exit': durationFlag({
      summary: 'with -f: end when no event was shown for this long, such as 5m',
      helpValue: 'TIME',
      relationships: [{ type: 'some', flags: ['follow', 'live'] }],
    }),
    since: Flags.string({
      summary:
        'start time: 10m (the default), 2h30m, 3d, yesterday 14:00, ISO 8601, epoch; in local time (or that of --timezone) if it has no zone',
      helpValue: 'TIME',
    }),
    lines: Flags.integer({
      char: 'n',
      summary: 'begin with this number of latest events, from the last 7 days or since --since',
      min: 1,
    }),
    until: Flags.string({ summary: 'end time (default: now)', helpValue: 'TIME', exclusive: ['follow'] }),
    ...recordFilterFlags,
    output: outputFlag({ exclusive: ['raw'] }),
    raw: Flags.boolean({ summary: 'show only the messages, unchanged; control characters are not escaped' }),
    ...displayFlags,
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Tail);
    const query = flags.query === undefined ? undefined : await compileQuery(flags.query);
    const defaultMs = flags.lines === undefined ? DEFAULT_SINCE_MS : LINES_SINCE_MS;
    const { since, until } = await parseTimeRange(flags, defaultMs, timeZoneOf(flags));
    const follow = flags.follow || flags.live;
    const summary = new TailSummary();
    const session = await openReadSession(this.connect(flags), (account) => resolveTargets(argv as string[], account), {
      idleExitMs: flags['idle-exit'],
      onThrottle: () => summary.countThrottle(),
    });
    const { sources, resolve, logs, idle } = session;
    if (follow) notice(`following ${sources.map(({ label }) => label).join(', ')}; Ctrl-C ends`);
    const warning = rawWarning(flags);
    if (warning) notice(warning);
    const render = recordRenderer(sources, flags);
    const selection = {
      ...(flags.filter !== undefined && { filterPattern: flags.filter }),
      ...(flags.streams !== undefined && { streamPrefix: flags.streams }),
    };
    // `findStartOfLast` reads backwards, so it needs an end. `tail` does not: it reads up to the newest event.
    const range = { sources, selection, since, until: until ?? Date.now() + 1 };
    const start = flags.lines === undefined ? { since } : await findStartOfLast(logs, { ...range, count: flags.lines });
    const output = tail(logs, {
      ...start,
      sources,
      resolve,
      notice,
      follow,
      live: flags.live,
      filter: recordFilter(flags),
      query,
      selection,
      ...(until !== undefined && { until }),
      render: (record) => {
        summary.countRecord(record);
        return render(record);
      },
    });
    for await (const text of output) {
      idle.reset();
      await (flags.raw ? writeRaw(text) : writeOut(text, flags.output));
    }
    idle.stop();
    if (follow) notice(`${summary}`);
    else session.missingGroups.report();
    if (session.interrupted.aborted) throw new InterruptedError();
    if (summary.isEmpty) {
      if (!follow) notice('No events in this time range. --since sets an earlier start, -f waits for new events.');
      process.exitCode = EXIT.NOTHING_FOUND;
    }
  }
}
