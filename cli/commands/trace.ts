import { Args, Flags } from '@oclif/core';
import type { JoinedCall } from '../../core/calls/join/joined-call.ts';
import { redactCall } from '../../core/calls/join/redact-call.ts';
import { renderCallJson } from '../../core/render/plain-output.ts';
import { traceTextRenderer } from '../../core/render/trace-text.ts';
import { parseRequestedId, type RequestedId } from '../../core/trace/request-ids.ts';
import { MAX_REQUESTS, traceRequest } from '../../core/trace/trace-request.ts';
import { EXIT } from '../../core/user-error.ts';
import { BaseCommand } from '../base-command.ts';
import { InterruptedError, UsageError } from '../errors.ts';
import { callDisplayFlags } from '../flags/call-flags.ts';
import { outputFlag, timeFlag } from '../flags/common-flags.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { timeRange } from '../flags/time-range.ts';
import { notice, writeOut } from '../output/stdio.ts';
import { terminalOptions } from '../output/terminal.ts';
import { openReadSession } from '../session/read-session.ts';
import { resolveApiTargets } from '../session/resolve-api-targets.ts';
import { reportUnknownRoles } from '../session/unknown-role-notice.ts';

const DEFAULT_SINCE_MS = 86_400_000;
/** An X-Ray trace id contains its start time; the search begins this much earlier. */
const TRACE_START_MARGIN_MS = 60_000;

export default class Trace extends BaseCommand {
  static override summary = 'Show all log lines of one request, from all its log groups, in order of time.';
  static override description =
    "Takes API Gateway's request id or extended request id, Lambda's request id, an X-Ray trace id, or the eight characters at the end of a line of `logs tail` or `logs api`. Searches the access logs first, then only the log groups that they lead to. Leaves out secrets.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> 4b9e2c1a',
    '<%= config.bin %> <%= command.id %> 1-6740a1b2-5e37ede540a3c3575576772b api:notes/prod',
    '<%= config.bin %> <%= command.id %> 4b9e2c1a-77d0-4f3a-9c55-000000000001 --since 7d --all',
  ];
  static override strict = false;
  static override args = {
    id: Args.string({ description: 'the id of the request', required: true }),
    target: Args.string({ description: 'where to search (default: all APIs that write an access log)' }),
  };
  static override flags = {
    ...connectionFlags,
    since: timeFlag({ summary: 'start time: 1d (the default), 2h30m, ISO 8601, epoch', helpValue: 'TIME' }),
    until: timeFlag({ summary: 'end time (default: now)', helpValue: 'TIME' }),
    all: Flags.boolean({ summary: 'show every line, also lines that only repeat others' }),
    output: outputFlag(),
    ...callDisplayFlags,
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Trace);
    const [input = '', ...targets] = argv as string[];
    const id = parseId(input);
    const range = timeRange(flags, DEFAULT_SINCE_MS);
    const session = await openReadSession(this.connect(flags), (account) => resolveApiTargets(targets, account));
    reportUnknownRoles(session.sources);
    const found = await traceRequest(session.logs, {
      id,
      sources: session.sources,
      ...range,
      ...(flags.since === undefined && id.time !== undefined && { since: id.time - TRACE_START_MARGIN_MS }),
    });
    if (session.interrupted.aborted) throw new InterruptedError();
    if (found.length === 0) {
      session.missingGroups.report();
      notice(
        `No request "${input}" in this time range. --since sets an earlier start; a target (api:NAME, a function) says where to search.`,
      );
      process.exitCode = EXIT.NOTHING_FOUND;
      return;
    }
    if (found.length === MAX_REQUESTS) notice(`"${input}" matches many requests; these are the first ${MAX_REQUESTS}.`);
    const render: (joined: JoinedCall) => string =
      flags.output === 'json'
        ? (joined) => renderCallJson(joined, true)
        : traceTextRenderer({ includeAll: flags.all, ...terminalOptions(flags) });
    const separator = flags.output === 'json' ? '\n' : '\n\n';
    const text = found.map((joined) => render(redactCall(joined, flags.redact))).join(separator);
    await writeOut(`${text}\n`, flags.output);
  }
}

function parseId(input: string): RequestedId {
  const id = parseRequestedId(input);
  if (id !== undefined) return id;
  throw new UsageError(
    `"${input}" is not a request id.`,
    'Write an id of API Gateway, Lambda or X-Ray, or the eight characters at the end of a line of `logs tail`.',
  );
}
