import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import type { HttpStage, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { accessLogGroupName, functionLogGroupName } from '../log-group-names.ts';
import type { SavedQuery } from './queries.ts';

/** A stage of a REST, an HTTP or a WebSocket API. */
export type ObservedStage = Stage | HttpStage | WebSocketStage;

/** The resources that queries, dashboard and alarms are about. */
export interface ObservedResources {
  readonly stages: readonly ObservedStage[];
  readonly functions: readonly LambdaFunction[];
  /** All log groups, by name. */
  readonly logGroups: readonly string[];
  /** The names of the log groups for each value of `reads` of a query. */
  readonly groupsOfQuery: Readonly<Record<SavedQuery['reads'], readonly string[]>>;
}

/** Collects the log groups of the stages and the functions. */
export function collectResources(
  stages: readonly ObservedStage[],
  functions: readonly LambdaFunction[],
): ObservedResources {
  const access = stages.map(accessLogGroupName);
  const ofFunctions = functions.map(functionLogGroupName);
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
