import { Annotations, type CfnResource, Fn, Lazy, Token } from 'aws-cdk-lib';
import { CfnStage as CfnRestStage, Stage } from 'aws-cdk-lib/aws-apigateway';
import type { HttpStage, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { groupWithDefaultName } from './function-logging/function-log-group.ts';
import { propertyOf, upperKeys } from './function-logging/function-resource.ts';

/** The name of the access log group of a stage. It is known when all aspects that turn logging on have run.
 *  @returns a name that does not exist for a stage without an access log: see `hasAccessLog`. */
export function accessLogGroupName(stage: Stage | HttpStage | WebSocketStage): string {
  return Lazy.string({
    produce: () => {
      const arn = accessLogArn(stage);
      // arn:aws:logs:<region>:<account>:log-group:<name>
      return arn === undefined ? 'access-log-is-off' : Fn.select(6, Fn.split(':', arn));
    },
  });
}

/** Whether a stage writes an access log. It is known when all aspects that turn logging on or off have run. */
export function hasAccessLog(stage: Stage | HttpStage | WebSocketStage): boolean {
  return accessLogArn(stage) !== undefined;
}

/** Warns at synthesis of stages without an access log.
 *  @param scope uses the access logs.
 *  @param leftOut what the scope leaves out for such a stage. */
export function warnOfStagesWithoutAccessLog(
  scope: Construct,
  stages: readonly (Stage | HttpStage | WebSocketStage)[],
  leftOut: string,
): void {
  scope.node.addValidation({
    validate: () => {
      for (const { node } of stages.filter((stage) => !hasAccessLog(stage))) {
        Annotations.of(scope).addWarningV2(
          `tailgate:no-access-log:${node.path}`,
          `${node.path} has no access log, so ${leftOut}. Turn it on: ApiLogging.of(api).enable(), without -c apiLogging=off.`,
        );
      }
      return [];
    },
  });
}

function accessLogArn({ node }: Stage | HttpStage | WebSocketStage): string | undefined {
  const resource = node.defaultChild as CfnResource;
  const name = resource instanceof CfnRestStage ? 'AccessLogSetting' : 'AccessLogSettings';
  const { DestinationArn: arn } = upperKeys(propertyOf(resource, name));
  return arn === undefined || typeof arn === 'string' ? arn : Token.asString(arn);
}

/** The name of the execution log group of a stage. API Gateway defines it.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html */
export function executionLogGroupName(stage: Stage | WebSocketStage): string {
  return stage instanceof Stage
    ? `API-Gateway-Execution-Logs_${stage.restApi.restApiId}/${stageNameOf(stage)}`
    : `/aws/apigateway/${stage.api.apiId}/${stageNameOf(stage)}`;
}

/** The name of a stage as its resource has it. `stageName` of a REST stage is a reference to the resource. */
export function stageNameOf({ node, stageName }: Stage | HttpStage | WebSocketStage): string {
  const name = node.defaultChild instanceof CfnRestStage ? node.defaultChild.stageName : undefined;
  return name ?? stageName;
}

/** The name of the log group of a function. It is known when all aspects that turn logging on have run. Reading `function.logGroup` would
 *  create a custom resource for a function without its own group. What uses the name is created after a group that the app defines.
 *  @see https://github.com/aws/aws-cdk/issues/36106
 *  @throws Error when another app defines the function. */
export function functionLogGroupName(observed: LambdaFunction): string {
  const resource = observed.node.defaultChild;
  if (!(resource instanceof CfnFunction)) {
    throw new Error(
      `${observed.node.path} is not a function of this app. Only functions that this app defines can be used here.`,
    );
  }
  return Lazy.string({
    produce: () => {
      const group = groupWithDefaultName(resource);
      const defaultName = group?.cfnResourceType === 'AWS::Logs::LogGroup' ? group.ref : group?.getAtt('LogGroupName');
      return configuredLogGroup(resource) ?? String(defaultName ?? `/aws/lambda/${observed.functionName}`);
    },
  });
}

/** Whether the app defines the log group of a function. Otherwise Lambda creates it when the function runs for the first time. */
export function definesLogGroup({ node }: LambdaFunction): boolean {
  const resource = node.defaultChild as CfnFunction;
  return configuredLogGroup(resource) !== undefined || groupWithDefaultName(resource) !== undefined;
}

function configuredLogGroup(resource: CfnFunction): string | undefined {
  const { LogGroup: name } = upperKeys(propertyOf(resource, 'LoggingConfig'));
  return name === undefined || typeof name === 'string' ? name : Token.asString(name);
}
