import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type CfnAlarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { synthesizeOnlyIf } from '../conditional-resource.ts';
import { isDuration, isNumber, type PropChecks } from '../prop-errors.ts';
import { latencyP99, type ObservedResources, serverErrors } from './observed.ts';

/** When the alarms go off. Each value is the lowest one that raises the alarm. */
export interface Thresholds {
  /**
   * Calls with a 5xx status within five minutes, in percent of all calls. For WebSocket APIs, the number of these calls.
   * @default 1
   */
  readonly serverErrorPercent?: number;
  /**
   * The 99th percentile of the latency, in three consecutive periods of five minutes.
   * @default Duration.seconds(3)
   */
  readonly latency?: Duration;
  /**
   * Failed invocations of one function within five minutes.
   * @default 1
   */
  readonly functionErrors?: number;
  /**
   * Throttled invocations of one function within five minutes.
   * @default 1
   */
  readonly throttles?: number;
  /**
   * Gigabytes that one log group ingests per day. A high value is usually caused by a loop, or by a verbose level that was left on.
   * @default 1
   */
  readonly logGigabytesADay?: number;
}

export const THRESHOLD_CHECKS: PropChecks<Thresholds> = {
  serverErrorPercent: isNumber({ min: 0 }),
  latency: isDuration,
  functionErrors: isNumber({ min: 0, canBeToken: true }),
  throttles: isNumber({ min: 0, canBeToken: true }),
  logGigabytesADay: isNumber({ min: 0 }),
};

/** Adds the alarms of every stage, function and log group. */
export function addAlarms(
  scope: Construct,
  observed: ObservedResources,
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
  const addAlarm = (
    id: string,
    metric: IMetric,
    threshold: number,
    alarmDescription: string,
    evaluationPeriods = 1,
  ) => {
    const alarm = new Alarm(scope, id, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // A period without calls has no data, and is not a failure.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (topic) alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  };
  for (const [index, stage] of observed.stages.entries()) {
    const isFraction = 'metricServerError' in stage;
    const limit = isFraction ? serverErrorPercent / 100 : serverErrorPercent;
    addAlarm(
      `ServerErrors${index}`,
      serverErrors(stage),
      limit,
      `${stage.node.path}: calls with a 5xx status. To see the errors: logs tail api:NAME --level error`,
    );
    addAlarm(
      `Latency${index}`,
      latencyP99(stage),
      latency.toMilliseconds(),
      `${stage.node.path}: the latency of the slowest 1 % of the calls`,
      3,
    );
  }
  for (const [index, observedFunction] of observed.functions.entries()) {
    const { path } = observedFunction.node;
    addAlarm(
      `Errors${index}`,
      observedFunction.metricErrors({ statistic: 'Sum' }),
      functionErrors,
      `${path}: failed invocations`,
    );
    addAlarm(
      `Throttles${index}`,
      observedFunction.metricThrottles({ statistic: 'Sum' }),
      throttles,
      `${path}: throttled invocations`,
    );
  }
  for (const [index, { name, isOn }] of observed.logGroups.entries()) {
    const alarm = addAlarm(
      `LogVolume${index}`,
      incomingBytes(name),
      logGigabytesADay * 1e9,
      'A log group ingests more data per day than expected',
    );
    synthesizeOnlyIf(alarm.node.defaultChild as CfnAlarm, isOn);
  }
}

/** The bytes that a log group ingests per day.
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
