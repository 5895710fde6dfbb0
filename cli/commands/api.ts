import { Args, Flags } from '@oclif/core';
import { callFilter } from '../../core/calls/filter-calls.ts';
import { passedHealthCheckTest } from '../../core/calls/passed-health-check.ts';
import { readApiCalls } from '../../core/calls/read-api-calls.ts';
import type { Account } from '../../core/targets/account.ts';
import { EXIT } from '../../core/user-error.ts';
import { BaseCommand } from '../base-command.ts';
import { InterruptedError } from '../errors.ts';
import { callDisplayFlags, callFilterFlags } from '../flags/call-flags.ts';
import { durationFlag, timeFlag } from '../flags/common-flags.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { timeRange } from '../flags/time-range.ts';
import { CallOutput } from '../output/call-output.ts';
import { notice } from '../output/stdio.ts';
import { openReadSession } from '../session/read-session.ts';
import { resolveApiTargets } from '../session/resolve-api-targets.ts';
import { reportUnknownRoles } from '../session/unknown-role-notice.ts';

const DEFAULT_SINCE_MS = 10 * 60_000;

export default class Api extends BaseCommand {
  static override summary =
    'Show API calls, one per line: access logs joined with what the functions logged; -f follows.';
  static override description =
    'Without a target, shows all APIs that write an access log. Leaves out secrets: authorization headers, cookies, tokens, keys.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> -f',
    '<%= config.bin %> <%= command.id %> api:notes/prod --status 5xx --expand',
    '<%= config.bin %> <%= command.id %> api:notes --route /notes/{noteId} --slower-than 500ms --since 2h',
    '<%= config.bin %> <%= command.id %> --source webhook --output json',
  ];
  static override strict = false;
  static override args = {
    target: Args.string({ description: 'api:NAME[/STAGE], stack:NAME, functions, log groups, globs, ARNs' }),
  };
  static override flags = {
    ...connectionFlags,
    follow: Flags.boolean({ char: 'f', summary: 'continue with new calls until Ctrl-C' }),
    'idle-exit': durationFlag({
      summary: 'with -f: end when no call was shown for this long, such as 5m',
      helpValue: 'TIME',
      dependsOn: ['follow'],
    }),
    since: timeFlag({ summary: 'start time: 10m (the default), 2h30m, 3d, ISO 8601, epoch', helpValue: 'TIME' }),
    until: timeFlag({ summary: 'end time (default: now)', helpValue: 'TIME', exclusive: ['follow'] }),
    ...callFilterFlags,
    expand: Flags.boolean({ summary: 'show the bodies and the log lines of the function under each call' }),
    output: Flags.option({
      summary: 'text for people; json (one object per call) or logfmt for programs',
      options: ['text', 'json', 'logfmt'] as const,
      default: 'text' as const,
    })(),
    ...callDisplayFlags,
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Api);
    const range = timeRange(flags, DEFAULT_SINCE_MS);
    const find = async (account: Account) => {
      const sources = await resolveApiTargets(argv as string[], account);
      // An execution log has about twenty lines for each call, and only --expand needs them.
      return flags.expand ? sources : sources.filter(({ role }) => role !== 'execution');
    };
    const session = await openReadSession(this.connect(flags), find, { idleExitMs: flags['idle-exit'] });
    const { sources, resolve, logs, interrupted, idle, missingGroups } = session;
    reportUnknownRoles(sources);
    if (flags.follow) notice(`following ${sources.map(({ label }) => label).join(', ')}; Ctrl-C ends`);
    const calls = readApiCalls(logs, {
      sources,
      resolve,
      notice,
      follow: flags.follow,
      keepLines: flags.expand,
      ...range,
    });
    const isWanted = callFilter({ ...flags, slowerThan: flags['slower-than'] });
    const showsHealthChecks = flags['health-checks'] || flags.route !== undefined;
    const output = new CallOutput(sources, flags, {
      isWanted: ({ call }) => isWanted(call),
      isLeftOut: showsHealthChecks ? () => false : passedHealthCheckTest(sources),
    });
    for await (const page of calls) if (await output.show(page)) idle.reset();
    idle.stop();
    if (flags.follow) output.reportShown();
    output.reportLeftOut();
    // If calls were shown, a function that never ran is not worth a notice.
    missingGroups.report(({ role }) => output.shown === 0 || role !== 'function');
    if (interrupted.aborted) throw new InterruptedError();
    if (output.shown > 0) return;
    if (!flags.follow) notice('No calls in this time range. --since sets an earlier start, -f waits for new calls.');
    process.exitCode = EXIT.NOTHING_FOUND;
  }
}
