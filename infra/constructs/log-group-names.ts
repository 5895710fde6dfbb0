import { Fn, Lazy } from 'aws-cdk-lib';
import { CfnStage as CfnRestStage, Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage as CfnV2Stage, type HttpStage, type WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/** The name of the access log group of a stage. It is known when all aspects that turn logging on have run. */
export function accessLogGroupName(stage: Stage | HttpStage | WebSocketStage): string {
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
 *  create a custom resource for a function without its own group.
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
      const config = resource.loggingConfig;
      const logGroup = config && 'logGroup' in config ? config.logGroup : undefined;
      return logGroup ?? `/aws/lambda/${observed.functionName}`;
    },
  });
}
