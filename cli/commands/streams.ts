import type { CloudWatchLogsClient, LogStream } from '@aws-sdk/client-cloudwatch-logs';
import { Args, Flags } from '@oclif/core';
import type { LogSource } from '../../core/log-event.ts';
import { type Column, renderTable } from '../../core/render/table.ts';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { EXIT } from '../../core/user-error.ts';
import { AwsAccount } from '../aws-account/aws-account.ts';
import { BaseCommand } from '../base-command.ts';
import { outputFlag } from '../flags/common-flags.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { notice, writeOut } from '../output/stdio.ts';
import { terminalWidth } from '../output/terminal.ts';

export default class Streams extends BaseCommand {
  static override summary = 'List the log streams of a function or a log group, latest first.';
  static override description =
    'Shows the times of the first event, the last event and the last ingestion. The time of the last event can be an hour out of date. CloudWatch does not report the size of log streams.';
  static override examples = ['<%= config.bin %> <%= command.id %> notes-create'];
  static override args = {
    target: Args.string({ description: 'a function, or a log group', required: true }),
  };
  static override flags = {
    ...connectionFlags,
    limit: Flags.integer({ summary: 'maximum number of log streams', default: 50, min: 1 }),
    output: outputFlag(),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Streams);
    const connection = this.connect(flags);
    const client = await connection.logs();
    const [source] = await resolveTargets([args.target], new AwsAccount(connection, client));
    const found = source ? await latestStreams(client, source, flags.limit) : [];
    if (found.length === 0) {
      notice(`${args.target} has no log streams yet.`);
      process.exitCode = EXIT.NOTHING_FOUND;
    } else if (flags.output === 'json') {
      for (const stream of found) await writeOut(`${JSON.stringify(stream)}\n`, 'json');
    } else {
      await writeOut(`${renderTable(found, COLUMNS, terminalWidth())}\n`);
      if (found.length === flags.limit) notice(`These are the latest ${flags.limit} log streams; --limit shows more.`);
    }
  }
}

/** The latest log streams. A function that never ran has no log group and no streams.
 *  @throws the error of the service; for a missing log group only if the user named it. */
async function latestStreams(client: CloudWatchLogsClient, source: LogSource, limit: number): Promise<LogStream[]> {
  const { paginateDescribeLogStreams } = await import('@aws-sdk/client-cloudwatch-logs');
  const input = { logGroupName: source.group, orderBy: 'LastEventTime', descending: true } as const;
  const found: LogStream[] = [];
  try {
    for await (const { logStreams = [] } of paginateDescribeLogStreams(
      { client, pageSize: Math.min(limit, 50) },
      input,
    )) {
      found.push(...logStreams.slice(0, limit - found.length));
      if (found.length === limit) break;
    }
  } catch (error) {
    if (source.mustExist || (error as Error).name !== 'ResourceNotFoundException') throw error;
  }
  return found;
}

const COLUMNS: readonly Column<LogStream>[] = [
  { heading: 'LOG STREAM', cuts: true, value: (stream) => stream.logStreamName ?? '' },
  { heading: 'FIRST EVENT', leaveOut: 1, value: (stream) => formatTime(stream.firstEventTimestamp) },
  { heading: 'LAST EVENT', value: (stream) => formatTime(stream.lastEventTimestamp) },
  { heading: 'LAST INGESTION', value: (stream) => formatTime(stream.lastIngestionTime) },
];

/** The local time to the second; `-` if there was no event yet. */
function formatTime(timestamp: number | undefined): string {
  if (timestamp === undefined) return '-';
  return new Date(timestamp).toLocaleString('sv-SE', { hour12: false });
}
