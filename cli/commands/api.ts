import { Args, Flags } from '@oclif/core';
import { apiCalls } from '../../core/calls/api-calls.ts';
import { callFilter } from '../../core/calls/filter-calls.ts';
import type { JoinedCall } from '../../core/calls/join/joined-call.ts';
import { redactCall } from '../../core/calls/join/redact-call.ts';
import { healthCheckFilter } from '../../core/health-check-filter.ts';
import type { LogSource } from '../../core/log-event.ts';
import { callLogfmtRenderer } from '../../core/render/call-logfmt.ts';
import { callTextRenderer } from '../../core/render/call-text.ts';
import { renderCallJson } from '../../core/render/plain-output.ts';
import { EXIT } from '../../core/user-error.ts';
import { AwsAccount } from '../aws-account/aws-account.ts';
import { BaseCommand, connectionFlags } from '../base-command.ts';
import { callOutputFlags, latencyFlag, statusFlag } from '../call-flags.ts';
import { InterruptedError } from '../errors.ts';
import { durationFlag, timeFlag } from '../flags.ts';
import { IdleTimer } from '../idle-timer.ts';
import { notice, writeOut } from '../output/output.ts';
import { type TerminalFlags, terminalOptions } from '../output/terminal.ts';
import { AbsentGroups } from '../session/absent-groups.ts';
import { apiSources } from '../session/api-sources.ts';
import { onInterrupt } from '../session/interrupt.ts';
import { openReader } from '../session/reader.ts';
import { timeRange } from '../time-range.ts';

const DEFAULT_SINCE_MS = 10 * 60_000;

export default class Api extends BaseCommand {
  static override summary =
    'Show API calls, a line each: access logs joined with what the functions logged; -f follows.';
  static override description =
    'Without a target, all APIs that write an access log. Secrets are left out: authorization, cookies, tokens, keys.';
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
    follow: Flags.boolean({ char: 'f', summary: 'go on with new calls until Ctrl-C' }),
    'idle-exit': durationFlag({
      summary: 'with -f: end when no call came for this long, such as 5m',
      helpValue: 'TIME',
      dependsOn: ['follow'],
    }),
    since: timeFlag({ summary: 'from this time on: 10m (the default), 2h30m, 3d, ISO 8601, epoch', helpValue: 'TIME' }),
    until: timeFlag({ summary: 'up to this time', helpValue: 'TIME', exclusive: ['follow'] }),
    status: statusFlag({ summary: 'only these statuses', helpGroup: 'FILTER' }),
    method: Flags.string({
      summary: 'only this HTTP method',
      helpValue: 'METHOD',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'FILTER',
    }),
    route: Flags.string({
      summary: "only this route's template or path; * makes it a glob",
      helpValue: 'ROUTE',
      helpGroup: 'FILTER',
    }),
    user: Flags.string({ summary: 'only calls of this user', helpValue: 'ID', helpGroup: 'FILTER' }),
    ip: Flags.string({ summary: 'only calls from this address', helpValue: 'IP', helpGroup: 'FILTER' }),
    'slower-than': latencyFlag({ summary: 'only calls that took longer, such as 500ms or 2s', helpGroup: 'FILTER' }),
    source: Flags.option({
      summary: 'requests to the API, or requests that functions sent',
      options: ['api', 'webhook'] as const,
      helpGroup: 'FILTER',
    })(),
    'health-checks': Flags.boolean({
      summary: 'also the calls of health checks that did not fail, of the routes in the tag tailgate:health-checks',
      helpGroup: 'FILTER',
    }),
    expand: Flags.boolean({ summary: 'show the bodies and what the function logged under each call' }),
    output: Flags.option({
      summary: 'text for people; json (an object a call) or logfmt for programs',
      options: ['text', 'json', 'logfmt'] as const,
      default: 'text' as const,
    })(),
    ...callOutputFlags,
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Api);
    const range = timeRange(flags, DEFAULT_SINCE_MS);
    const connection = this.connect(flags);
    const account = new AwsAccount(connection, await connection.logs());
    const resolve = async () => {
      const sources = await apiSources(argv as string[], account);
      // Twenty lines a call, which only the details need.
      return flags.expand ? sources : sources.filter(({ role }) => role !== 'execution');
    };
    const sources = await resolve();
    const interrupted = onInterrupt();
    const idle = new IdleTimer(flags['idle-exit']);
    const absent = new AbsentGroups();
    if (flags.follow) notice(`following ${sources.map(({ label }) => label).join(', ')}; Ctrl-C ends`);
    const reader = await openReader(connection, AbortSignal.any([interrupted, idle.signal]), {
      onMissingGroup: absent.add,
    });
    const pages = apiCalls(reader, {
      sources,
      resolve,
      notice,
      follow: flags.follow,
      keepLines: flags.expand,
      ...range,
    });
    const isWanted = callFilter({ ...flags, slowerThan: flags['slower-than'] });
    const render = rendererOf(sources, flags);
    const isAskedFor = flags['health-checks'] || flags.route !== undefined;
    const isLeftOut = isAskedFor ? () => false : healthCheckFilter(sources);
    let shown = 0;
    let leftOut = 0;
    for await (const page of pages) {
      const found = page.filter(({ call }) => isWanted(call));
      const wanted = found.filter((joined) => !isLeftOut(joined));
      leftOut += found.length - wanted.length;
      if (wanted.length === 0) continue;
      idle.reset();
      shown += wanted.length;
      await writeOut(wanted.map((joined) => `${render(redactCall(joined, flags.redact))}\n`).join(''));
    }
    idle.stop();
    if (flags.follow) notice(`${shown} ${shown === 1 ? 'call' : 'calls'} shown`);
    if (leftOut > 0)
      notice(`${leftOut} ${leftOut === 1 ? 'call' : 'calls'} of health checks left out; --health-checks shows them`);
    // That a function never ran tells nothing about the calls that are shown.
    absent.say(({ role }) => shown === 0 || role !== 'function');
    if (interrupted.aborted) throw new InterruptedError();
    if (shown > 0) return;
    if (!flags.follow) notice('No calls in this time. --since looks further back, -f waits for new ones.');
    process.exitCode = EXIT.NOTHING_FOUND;
  }
}

interface RenderFlags extends TerminalFlags {
  readonly output: 'text' | 'json' | 'logfmt';
  readonly expand: boolean;
}

function rendererOf(sources: readonly LogSource[], flags: RenderFlags): (joined: JoinedCall) => string {
  switch (flags.output) {
    case 'json':
      return (joined) => renderCallJson(joined, flags.expand);
    case 'logfmt':
      return callLogfmtRenderer(sources);
    case 'text':
      return callTextRenderer({ sources, expand: flags.expand, ...terminalOptions(flags) });
  }
}
