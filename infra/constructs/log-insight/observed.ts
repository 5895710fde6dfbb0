import { Fn, Lazy } from 'aws-cdk-lib';
import { CfnStage as CfnRestStage, type Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage as CfnV2Stage, type HttpStage, type WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
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
  const access = stages.map(accessLogGroupOf);
  const ofFunctions = functions.map(logGroupOf);
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

/** The name of the access log group of a stage. It is known when all aspects that turn logging on have run. */
function accessLogGroupOf(stage: ObservedStage): string {
  const resource = stage.node.defaultChild;
  return Lazy.string({
    produce: () => {
      const settings = resource instanceof CfnRestStage ? resource.accessLogSetting : undefined;
      const v2Settings = resource instanceof CfnV2Stage ? resource.accessLogSettings : undefined;
      const arn = [settings, v2Settings].flatMap((found) =>
        found && 'destinationArn' in found ? [found.destinationArn] : [],
      )[0];
      if (arn === undefined) {
        throw new Error(`${stage.node.path} has no access log. Turn it on: ApiLogging.of(api).enable().`);
      }
      // arn:aws:logs:<region>:<account>:log-group:<name>
      return Fn.select(6, Fn.split(':', arn));
    },
  });
}

/** The name of the log group of a function. Reading `function.logGroup` would create a custom resource for a function without its own group.
 *  @see https://github.com/aws/aws-cdk/issues/36106 */
function logGroupOf(observed: LambdaFunction): string {
  const resource = cfnFunction(observed);
  return Lazy.string({
    produce: () => {
      const config = resource.loggingConfig;
      const logGroup = config && 'logGroup' in config ? config.logGroup : undefined;
      return logGroup ?? `/aws/lambda/${observed.functionName}`;
    },
  });
}

function cfnFunction(construct: Construct): CfnFunction {
  const resource = construct.node.defaultChild;
  if (resource instanceof CfnFunction) return resource;
  throw new Error(
    `${construct.node.path} is not a function of this app. LogInsight supports only functions that this app defines.`,
  );
}
