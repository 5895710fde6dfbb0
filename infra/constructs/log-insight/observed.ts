import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import type { HttpStage, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { accessLogGroupName, functionLogGroupName, hasAccessLog } from '../log-group-names.ts';
import type { SavedQuery } from './queries.ts';

/** A stage of a REST, an HTTP or a WebSocket API. */
export type ObservedStage = Stage | HttpStage | WebSocketStage;

/** The resources that queries, dashboard and alarms are about. */
export interface ObservedResources {
  readonly stages: readonly ObservedStage[];
  readonly functions: readonly LambdaFunction[];
  /** All log groups. */
  readonly logGroups: readonly ObservedLogGroup[];
  /** The log groups for each value of `reads` of a query. */
  readonly groupsOfQuery: Readonly<Record<SavedQuery['reads'], readonly ObservedLogGroup[]>>;
}

/** The log group of a stage or of a function. */
export interface ObservedLogGroup {
  readonly name: string;
  /** Whether it is written, known when all aspects have run. An access log can be switched off. */
  readonly isOn: () => boolean;
}

/** The names of the log groups that are written. Call it when all aspects have run. */
export function namesOf(logGroups: readonly ObservedLogGroup[]): string[] {
  return logGroups.filter(({ isOn }) => isOn()).map(({ name }) => name);
}

/** Collects the log groups of the stages and the functions. */
export function collectResources(
  stages: readonly ObservedStage[],
  functions: readonly LambdaFunction[],
): ObservedResources {
  const access = stages.map((stage) => ({ name: accessLogGroupName(stage), isOn: () => hasAccessLog(stage) }));
  const ofFunctions = functions.map((observed) => ({ name: functionLogGroupName(observed), isOn: () => true }));
  const all = [...access, ...ofFunctions];
  return { stages, functions, logGroups: all, groupsOfQuery: { access, functions: ofFunctions, all } };
}

/** Server errors of a stage as a fraction of its calls (0 to 1). WebSocket APIs have only the number of errors. */
export function serverErrors(stage: ObservedStage): IMetric {
  if ('metricServerError' in stage) return stage.metricServerError({ statistic: 'Average' });
  return stage.metric('ExecutionError', { statistic: 'Sum' });
}

/** The 99th percentile of a stage's latency, in milliseconds. */
export function latencyP99(stage: ObservedStage): IMetric {
  if ('metricLatency' in stage) return stage.metricLatency({ statistic: 'p99' });
  return stage.metric('IntegrationLatency', { statistic: 'p99' });
}
