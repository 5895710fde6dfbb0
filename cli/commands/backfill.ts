import { Flags } from '@oclif/core';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { EXIT } from '../../core/user-error.ts';
import { NO_SUCH_TABLE } from '../aws-errors.ts';
import { BaseCommand } from '../base-command.ts';
import { CliError, InterruptedError } from '../errors.ts';
import { targetsArgument, timeFlag } from '../flags/common-flags.ts';
import { connectionFlags } from '../flags/connection-flags.ts';
import { timeRange } from '../flags/time-range.ts';
import { tableFlag, tableName } from '../logs-api/logs-api-table.ts';
import { Progress } from '../output/progress.ts';
import { notice } from '../output/stdio.ts';
import { openReadSession } from '../session/read-session.ts';

const PROGRESS_INTERVAL_MS = 10_000;

export default class Backfill extends BaseCommand {
  static override summary =
    'Read the API calls of a time range from the logs, and index them in the table of the Logs API.';
  static override description =
    'Reads access lines and the call records of functions. Entries that the table already has stay unchanged: the command can be repeated, and can run while the indexer runs.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> api:notes --since 7d --table stack:LogsApi',
    '<%= config.bin %> <%= command.id %> api:notes --since 2026-11-01 --until 2026-11-02 --table stack:LogsApi',
  ];
  static override strict = false;
  static override args = { target: targetsArgument };
  static override flags = {
    ...connectionFlags,
    table: tableFlag,
    since: timeFlag({ summary: 'start time: 3d, ISO 8601, epoch', helpValue: 'TIME', required: true }),
    until: timeFlag({ summary: 'end time (default: now)', helpValue: 'TIME' }),
    'retention-days': Flags.integer({
      summary: 'days that a call stays in the table; use the value of the indexer',
      default: 90,
      min: 1,
    }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Backfill);
    const { since, until = Date.now() } = timeRange(flags, 0);
    const connection = this.connect(flags);
    const session = await openReadSession(connection, (account) => resolveTargets(argv as string[], account));
    const { sources, logs } = session;
    const [{ backfill }, { CallIndex }] = await Promise.all([
      import('../../logs-api/calls/backfill.ts'),
      import('../../logs-api/calls/call-index.ts'),
    ]);
    const index = new CallIndex({
      client: await connection.dynamoDb(),
      tableName: await tableName(connection, flags.table),
      retentionDays: flags['retention-days'],
    });
    const progress = new Progress(PROGRESS_INTERVAL_MS);
    try {
      const { events, indexed } = await backfill(logs, index, {
        sources,
        since,
        until,
        progress: (state) => {
          const reached = () => new Date(state.reached).toISOString();
          progress.report(() => `${state.group}: up to ${reached()}; ${state.indexed} lines of API calls`);
        },
      });
      session.missingGroups.report();
      notice(`${indexed} lines of API calls indexed, of ${events} log events in ${sources.length} log groups.`);
      if (indexed === 0) process.exitCode = EXIT.NOTHING_FOUND;
    } catch (error) {
      if (session.interrupted.aborted) throw new InterruptedError();
      if (error instanceof AggregateError) throw failureOf(error);
      throw error;
    }
  }
}

function failureOf({ message, errors: [first] }: AggregateError): CliError {
  const hasNoTable = (first as Error | undefined)?.name === 'ResourceNotFoundException';
  return hasNoTable
    ? new CliError(EXIT.SERVICE_ERROR, NO_SUCH_TABLE)
    : new CliError(EXIT.SERVICE_ERROR, `${message}.`, 'Run it again: indexed calls stay in the table.');
}
