import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { type Observed, serverErrors, slowestLatency } from './observed.ts';

/** From when on somebody wants to know. */
export interface Thresholds {
  /**
   * Calls that end in 5xx, in percent, over five minutes. WebSocket APIs: their number.
   * @default 1
   */
  readonly serverErrorPercent?: number;
  /**
   * The 99th percentile over five minutes.
   * @default Duration.seconds(3)
   */
  readonly latency?: Duration;
  /**
   * Invocations that fail, a function and five minutes.
   * @default 1
   */
  readonly functionErrors?: number;
  /**
   * Invocations that Lambda refuses, a function and five minutes.
   * @default 1
   */
  readonly throttles?: number;
  /**
   * What a log group takes in a day. What floods it is mostly a loop or a level that was left on.
   * @default 1
   */
  readonly logGigabytesADay?: number;
}

/** Gives every stage, function and log group its alarms. */
export function addAlarms(
  scope: Construct,
  observed: Observed,
  thresholds: Thresholds,
  topic: ITopic | undefined,
): void {
  const {
    serverErrorPercent = 1,
    latency = Duration.seconds(3),
    functionErrors = 1,
    throttles = 1,
    logGigabytesADay = 1,
  } = thresholds;
  const alarm = (id: string, metric: IMetric, threshold: number, alarmDescription: string, evaluationPeriods = 1) => {
    const made = new Alarm(scope, id, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No calls are no fault.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (topic) made.addAlarmAction(new SnsAction(topic));
  };
  for (const [index, stage] of observed.stages.entries()) {
    const isShare = 'metricServerError' in stage;
    const limit = isShare ? serverErrorPercent / 100 : serverErrorPercent;
    alarm(
      `ServerErrors${index}`,
      serverErrors(stage),
      limit,
      `${stage.node.path}: calls end in 5xx. logs tail api:NAME --level error`,
    );
    alarm(
      `Latency${index}`,
      slowestLatency(stage),
      latency.toMilliseconds(),
      `${stage.node.path}: the slowest 1 % of the calls`,
      3,
    );
  }
  for (const [index, observedFunction] of observed.functions.entries()) {
    const { path } = observedFunction.node;
    alarm(
      `Errors${index}`,
      observedFunction.metricErrors({ statistic: 'Sum' }),
      functionErrors,
      `${path}: invocations fail`,
    );
    alarm(
      `Throttles${index}`,
      observedFunction.metricThrottles({ statistic: 'Sum' }),
      throttles,
      `${path}: invocations are refused`,
    );
  }
  for (const [index, logGroupName] of observed.logGroups.entries()) {
    alarm(
      `LogVolume${index}`,
      incomingBytes(logGroupName),
      logGigabytesADay * 1e9,
      'A log group takes in more in a day than it should',
    );
  }
}

/** What a log group takes in, a day.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html */
export function incomingBytes(logGroupName: string): Metric {
  return new Metric({
    namespace: 'AWS/Logs',
    metricName: 'IncomingBytes',
    dimensionsMap: { LogGroupName: logGroupName },
    statistic: 'Sum',
    period: Duration.days(1),
  });
}
