import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type CfnSubscriptionFilter,
  FilterPattern,
  type IFilterPattern,
  type ILogGroup,
  SubscriptionFilter,
} from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeFindings } from '../cdk-compatibility.ts';
import { logGroupArn } from '../cdk-log-group.ts';
import { synthesizeOnlyIf } from '../conditional-resource.ts';
import { LoggedFunction } from '../logged-function.ts';
import type { CallsTable } from './calls-table.ts';
import type { ServedLog } from './served-log.ts';

/** The filter patterns of lines about API calls. Only these lines are delivered to the indexer. Every line of an access log is about a
 *  call. A JSON pattern would miss most of them: API Gateway writes an unset error message without quotes, which is not valid JSON. */
const CALL_LINE_PATTERNS: Partial<Record<ServedLog['kind'], IFilterPattern>> = {
  access: FilterPattern.allEvents(),
  function: FilterPattern.literal('{ $.apiCall.id = "*" }'),
};

export interface CallIndexerProps {
  readonly table: CallsTable;
  /** The logs to index. Logs of kind `execution` and `group` are skipped. */
  readonly logs: readonly ServedLog[];
  /** How long a call is kept in the table. */
  readonly retention: Duration;
  /** The log groups of the Logs API itself. Their lines are never indexed. */
  readonly ownLogGroups: readonly ILogGroup[];
}

/** Adds API calls to the table as soon as their log lines arrive. Events that fail three times go to the dead-letter queue, and an
 *  alarm goes off. */
export class CallIndexer extends Construct {
  readonly deadLetters: Queue;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: CallIndexerProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.alarm = new Alarm(this, 'DeadLettersAlarm', {
      alarmDescription:
        'API calls could not be indexed: see the dead-letter queue. `logs backfill` indexes a time range again.',
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const { function: indexer } = new LoggedFunction(this, 'Indexer', {
      code: 'logs-indexer',
      environment: {
        LOGS_TABLE: props.table.table.tableName,
        RETENTION_DAYS: String(props.retention.toDays()),
        OWN_LOG_GROUPS: props.ownLogGroups.map(({ logGroupName }) => logGroupName).join(','),
      },
      description: 'Indexes API calls for the Logs API',
      memorySize: 512,
      timeout: Duration.minutes(1),
      retryAttempts: 2,
      deadLetterQueue: this.deadLetters,
    });
    acknowledgeFindings(
      this,
      { id: 'Serverless::Serverless-SQSRedrivePolicy', reason: 'This is a dead-letter queue.' },
      {
        id: 'Serverless::Serverless-LambdaAsyncFailureDestination',
        reason: 'Failed events go to the dead-letter queue, which has an alarm.',
      },
    );
    props.table.grant(indexer, ['UpdateItem'], ['C#*', 'D#*']);
    const permission = this.#permission(indexer);
    const destination = new LambdaDestination(indexer, { addPermissions: false });
    for (const { kind, logGroup, name, exists } of props.logs) {
      const filterPattern = CALL_LINE_PATTERNS[kind];
      if (filterPattern === undefined) continue;
      const filter = new SubscriptionFilter(this, `Calls of ${name.replaceAll('/', ' ')}`, {
        logGroup,
        destination,
        filterPattern,
      });
      // CloudWatch Logs sends a test message when the filter is created.
      filter.node.addDependency(permission);
      // CloudWatch Logs refuses a filter of a log group that does not exist.
      synthesizeOnlyIf(filter.node.defaultChild as CfnSubscriptionFilter, exists ?? (() => true));
    }
  }
  /** Allows all log groups of the account in this region to invoke the indexer. A permission for each group, as the CDK adds it, exceeds the
   *  20 KB of a function's policy with 50 groups.
   *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  #permission(indexer: LambdaFunction): CfnPermission {
    return new CfnPermission(this, 'LogGroups', {
      action: 'lambda:InvokeFunction',
      functionName: indexer.functionArn,
      principal: 'logs.amazonaws.com',
      sourceAccount: Stack.of(this).account,
      sourceArn: logGroupArn(this, '*'),
    });
  }
}
