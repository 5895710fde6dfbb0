import { Args, Flags } from '@oclif/core';
import { recordFilter } from '../../core/filter-records.ts';
import { LOG_LEVELS } from '../../core/levels.ts';
import { tail } from '../../core/pipeline.ts';
import { compileQuery } from '../../core/query-records.ts';
import { findStartOfLast } from '../../core/sources/last-events.ts';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { EXIT } from '../../core/user-error.ts';
import { AwsAccount } from '../aws-account/aws-account.ts';
import { BaseCommand, connectionFlags } from '../base-command.ts';
import { InterruptedError } from '../errors.ts';
import { durationFlag, expressionFlag, levelFlag, outputFlag, timeZoneFlag } from '../flags.ts';
import { IdleTimer } from '../idle-timer.ts';
import { notice, writeOut } from '../output/output.ts';
import { rawWarning, rendererOf, timeZoneOf } from '../output/tail-output.ts';
import { TailSummary } from '../output/tail-summary.ts';
import { AbsentGroups } from '../session/absent-groups.ts';
import { onInterrupt } from '../session/interrupt.ts';
import { openReader } from '../session/reader.ts';
import { parseTime } from '../time.ts';
import { timeRange } from '../time-range.ts';

const DEFAULT_SINCE_MS = 10 * 60_000;
/** How far --lines looks back at most, when --since says nothing. */
const LINES_SINCE_MS = 7 * 86_400_000;

export default class Tail extends BaseCommand {
  static override summary = 'Show the events of functions, APIs, stacks and log groups, merged by time; -f follows.';
  static override description =
    'A function is read from the log group that it is configured to write to. Shows the last 10 minutes, or from --since on.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> -f notes-create',
    '<%= config.bin %> <%= command.id %> --live notes-create',
    '<%= config.bin %> <%= command.id %> notes-create notes-get --since 2h',
    '<%= config.bin %> <%= command.id %> api:notes/prod stack:Billing',
    '<%= config.bin %> <%= command.id %> api:notes --level warn --no-platform',
    '<%= config.bin %> <%= command.id %> notes-create --filter \'{ $.level = "ERROR" }\' --output json',
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
    follow: Flags.boolean({ char: 'f', summary: 'go on with new events until Ctrl-C' }),
    live: Flags.boolean({
      summary: 'follow with Live Tail, within a second (billed by the minute); implies -f',
      exclusive: ['until'],
    }),
    'idle-exit': durationFlag({
      summary: 'with -f: end when nothing came for this long, such as 5m',
      helpValue: 'TIME',
      relationships: [{ type: 'some', flags: ['follow', 'live'] }],
    }),
    since: Flags.string({
      summary:
        'from this time on: 10m (the default), 2h30m, 3d, yesterday 14:00, ISO 8601, epoch; local time (or of --timezone) where it names no zone',
      helpValue: 'TIME',
    }),
    lines: Flags.integer({
      char: 'n',
      summary: 'begin with the last so many events, of the last 7 days or since --since',
      min: 1,
    }),
    until: Flags.string({ summary: 'up to this time', helpValue: 'TIME', exclusive: ['follow'] }),
    filter: Flags.string({
      summary: 'CloudWatch filter pattern, run by the service',
      helpValue: 'PATTERN',
      helpGroup: 'FILTER',
    }),
    streams: Flags.string({
      summary: 'only log streams whose name starts like this',
      helpValue: 'PREFIX',
      helpGroup: 'FILTER',
    }),
    grep: expressionFlag({
      summary: 'regular expression that is found in the line; several: one of them',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'FILTER',
    }),
    exclude: expressionFlag({
      summary: 'regular expression that is not found in the line',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'FILTER',
    }),
    level: levelFlag({
      summary: `this level and above: ${LOG_LEVELS.join(', ').toLowerCase()}`,
      helpValue: 'LEVEL',
      helpGroup: 'FILTER',
    }),
    query: Flags.string({
      summary:
        'JMESPath expression on JSON lines: shows its result; leaves out other lines, and those for which it is null',
      helpValue: 'EXPRESSION',
      helpGroup: 'FILTER',
      exclusive: ['raw'],
    }),
    platform: Flags.boolean({
      summary: "Lambda's own lines: START, END, REPORT",
      allowNo: true,
      default: true,
      helpGroup: 'FILTER',
    }),
    output: outputFlag({ exclusive: ['raw'] }),
    raw: Flags.boolean({ summary: 'the messages as they are, nothing before and nothing made visible' }),
    timezone: timeZoneFlag({
      summary: 'show times of this zone, such as Europe/Berlin',
      helpValue: 'ZONE',
      exclusive: ['utc'],
    }),
    utc: Flags.boolean({ summary: 'show times of UTC' }),
    color: Flags.boolean({ summary: 'colour the text (the default on a terminal)', allowNo: true }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Tail);
    const query = flags.query === undefined ? undefined : await compileQuery(flags.query);
    const now = Date.now();
    const timeOf = async (text: string | undefined) =>
      text === undefined ? undefined : parseTime(text, { now, timeZone: timeZoneOf(flags) });
    const { since, until } = timeRange(
      { since: await timeOf(flags.since), until: await timeOf(flags.until) },
      flags.lines === undefined ? DEFAULT_SINCE_MS : LINES_SINCE_MS,
      now,
    );
    flags.follow ||= flags.live;
    const connection = this.connect(flags);
    const account = new AwsAccount(connection, await connection.logs());
    const resolve = () => resolveTargets(argv as string[], account);
    const sources = await resolve();
    const interrupted = onInterrupt();
    const idle = new IdleTimer(flags['idle-exit']);
    const summary = new TailSummary();
    if (flags.follow) notice(`following ${sources.map((source) => source.label).join(', ')}; Ctrl-C ends`);
    const warning = rawWarning(flags);
    if (warning) notice(warning);
    const absent = new AbsentGroups();
    const reader = await openReader(connection, AbortSignal.any([interrupted, idle.signal]), {
      onThrottle: () => summary.throttled(),
      onMissingGroup: absent.add,
    });
    const render = rendererOf(sources, flags);
    const selection = {
      ...(flags.filter !== undefined && { filterPattern: flags.filter }),
      ...(flags.streams !== undefined && { streamPrefix: flags.streams }),
    };
    const start =
      flags.lines === undefined
        ? { since }
        : await findStartOfLast(reader, {
            sources,
            selection,
            count: flags.lines,
            since,
            until: until ?? Date.now() + 1,
          });
    const lines = tail(reader, {
      ...start,
      sources,
      resolve,
      notice,
      follow: flags.follow,
      live: flags.live,
      filter: recordFilter(flags),
      query,
      selection,
      ...(until !== undefined && { until }),
      render: (record) => {
        summary.shown(record);
        return render(record);
      },
    });
    for await (const text of lines) {
      idle.reset();
      await writeOut(text);
    }
    idle.stop();
    if (flags.follow) notice(summary.lastWord());
    else absent.say();
    if (interrupted.aborted) throw new InterruptedError();
    if (summary.isEmpty) {
      if (!flags.follow) notice('No events in this time. --since looks further back, -f waits for new ones.');
      process.exitCode = EXIT.NOTHING_FOUND;
    }
  }
}
