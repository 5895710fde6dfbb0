import { Args, Flags } from '@oclif/core';
import { resolveTargets } from '../../core/targets/resolve-target.ts';
import { EXIT } from '../../core/user-error.ts';
import { AwsAccount } from '../aws-account/aws-account.ts';
import { NO_SUCH_TABLE } from '../aws-errors.ts';
import { BaseCommand, connectionFlags } from '../base-command.ts';
import { CliError, InterruptedError } from '../errors.ts';
import { timeFlag } from '../flags.ts';
import { tableFlag, tableName } from '../logs-api/token-store.ts';
import { notice } from '../output/output.ts';
import { AbsentGroups } from '../session/absent-groups.ts';
import { onInterrupt } from '../session/interrupt.ts';
import { openReader } from '../session/reader.ts';
import { timeRange } from '../time-range.ts';

const PROGRESS_EVERY_MS = 10_000;

export default class Backfill extends BaseCommand {
  static override summary = 'Index the API calls of a time range again, from the logs into the table of the Logs API.';
  static override description =
    'Reads access lines and the call records of functions. What is in the table already stays as it is: it may be repeated, and run while the indexer works.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> api:notes --since 7d --table stack:LogsApi',
    '<%= config.bin %> <%= command.id %> api:notes --since 2026-11-01 --until 2026-11-02 --table stack:LogsApi',
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
    table: tableFlag,
    since: timeFlag({ summary: 'from this time on: 3d, ISO 8601, epoch', helpValue: 'TIME', required: true }),
    until: timeFlag({ summary: 'up to this time; now, without it', helpValue: 'TIME' }),
    'retention-days': Flags.integer({
      summary: 'how long a call stays in the table; as the indexer has it',
      default: 90,
      min: 1,
    }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Backfill);
    const { since, until = Date.now() } = timeRange(flags, 0);
    const connection = this.connect(flags);
    const account = new AwsAccount(connection, await connection.logs());
    const sources = await resolveTargets(argv as string[], account);
    const signal = onInterrupt();
    const [{ backfill }, { CallIndex }] = await Promise.all([
      import('../../logs-api/calls/backfill.ts'),
      import('../../logs-api/calls/call-index.ts'),
    ]);
    const index = new CallIndex({
      client: await connection.dynamoDb(),
      tableName: await tableName(connection, flags.table),
      retentionDays: flags['retention-days'],
    });
    let saidAt = Date.now();
    const absent = new AbsentGroups();
    const reader = await openReader(connection, signal, { onMissingGroup: absent.add });
    try {
      const { events, indexed } = await backfill(reader, index, {
        sources,
        since,
        until,
        progress: (state) => {
          if (Date.now() - saidAt < PROGRESS_EVERY_MS) return;
          saidAt = Date.now();
          notice(`${state.group}: up to ${new Date(state.reached).toISOString()}; ${state.indexed} lines of API calls`);
        },
      });
      absent.say();
      notice(`${indexed} lines of API calls indexed, of ${events} log events in ${sources.length} log groups.`);
      if (indexed === 0) process.exitCode = EXIT.NOTHING_FOUND;
    } catch (error) {
      if (signal.aborted) throw new InterruptedError();
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
