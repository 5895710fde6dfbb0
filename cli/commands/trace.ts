import { Args, Flags } from '@oclif/core';
import type { JoinedCall } from '../../core/calls/join/joined-call.ts';
import { redactCall } from '../../core/calls/join/redact-call.ts';
import { renderCallJson } from '../../core/render/plain-output.ts';
import { traceTextRenderer } from '../../core/render/trace-text.ts';
import { parseRequestedId, type RequestedId } from '../../core/trace/request-ids.ts';
import { MAX_REQUESTS, traceRequest } from '../../core/trace/trace-request.ts';
import { EXIT } from '../../core/user-error.ts';
import { AwsAccount } from '../aws-account/aws-account.ts';
import { BaseCommand, connectionFlags } from '../base-command.ts';
import { callOutputFlags } from '../call-flags.ts';
import { InterruptedError, UsageError } from '../errors.ts';
import { outputFlag, timeFlag } from '../flags.ts';
import { notice, writeOut } from '../output/output.ts';
import { terminalOptions } from '../output/terminal.ts';
import { AbsentGroups } from '../session/absent-groups.ts';
import { apiSources } from '../session/api-sources.ts';
import { onInterrupt } from '../session/interrupt.ts';
import { openReader } from '../session/reader.ts';
import { timeRange } from '../time-range.ts';

const DEFAULT_SINCE_MS = 86_400_000;
/** The id of an X-Ray trace tells its second; its lines come this much before and behind. */
const TRACE_BEFORE_MS = 60_000;

export default class Trace extends BaseCommand {
  static override summary = 'Show everything that one request left anywhere, in order of time.';
  static override description =
    "Takes API Gateway's request id or extended request id, Lambda's request id, an X-Ray trace id, or the eight characters at the end of a line of `logs tail` and `logs api`. Looks into the access log first, then only where that leads. Secrets are left out.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> 4b9e2c1a',
    '<%= config.bin %> <%= command.id %> 1-6740a1b2-5e37ede540a3c3575576772b api:notes/prod',
    '<%= config.bin %> <%= command.id %> 4b9e2c1a-77d0-4f3a-9c55-000000000001 --since 7d --all',
  ];
  static override strict = false;
  static override args = {
    id: Args.string({ description: 'the id of the request', required: true }),
    target: Args.string({ description: 'where to look; all APIs that write an access log by default' }),
  };
  static override flags = {
    ...connectionFlags,
    since: timeFlag({
      summary: 'looks back to this time: 1d (the default), 2h30m, ISO 8601, epoch',
      helpValue: 'TIME',
    }),
    until: timeFlag({ summary: 'up to this time', helpValue: 'TIME' }),
    all: Flags.boolean({ summary: 'every line, also those that only repeat what others say' }),
    output: outputFlag(),
    ...callOutputFlags,
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Trace);
    const [input = '', ...targets] = argv as string[];
    const id = wantedId(input);
    const range = timeRange(flags, DEFAULT_SINCE_MS);
    const connection = this.connect(flags);
    const sources = await apiSources(targets, new AwsAccount(connection, await connection.logs()));
    const interrupted = onInterrupt();
    const absent = new AbsentGroups();
    const reader = await openReader(connection, interrupted, { onMissingGroup: absent.add });
    const found = await traceRequest(reader, {
      id,
      sources,
      ...range,
      ...(flags.since === undefined && id.time !== undefined && { since: id.time - TRACE_BEFORE_MS }),
    });
    if (interrupted.aborted) throw new InterruptedError();
    if (found.length === 0) {
      absent.say();
      notice(
        `No request "${input}" in this time. --since looks further back; a target says where: api:NAME, a function.`,
      );
      process.exitCode = EXIT.NOTHING_FOUND;
      return;
    }
    if (found.length === MAX_REQUESTS) notice(`"${input}" is of many requests; these are the first ${MAX_REQUESTS}.`);
    const render: (joined: JoinedCall) => string =
      flags.output === 'json'
        ? (joined) => renderCallJson(joined, true)
        : traceTextRenderer({ includeAll: flags.all, ...terminalOptions(flags) });
    const between = flags.output === 'json' ? '\n' : '\n\n';
    await writeOut(`${found.map((joined) => render(redactCall(joined, flags.redact))).join(between)}\n`);
  }
}

function wantedId(input: string): RequestedId {
  const id = parseRequestedId(input);
  if (id !== undefined) return id;
  throw new UsageError(
    `"${input}" is not a request id.`,
    'Write one of API Gateway, Lambda or X-Ray, or the eight characters at the end of a line of `logs tail`.',
  );
}
