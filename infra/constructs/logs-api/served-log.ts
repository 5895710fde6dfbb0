import { Token } from 'aws-cdk-lib';
import { CfnStage as CfnRestStage, Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage as CfnV2Stage, HttpStage, type WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { lazyLogGroupArn } from '../log-group-arn.ts';
import {
  accessLogGroupName,
  definesLogGroup,
  executionLogGroupName,
  functionLogGroupName,
  hasAccessLog,
  stageNameOf,
} from '../log-group-names.ts';
import { isConstruct, isListOf, isText, propErrors, requireConstruct, show, throwPropErrors } from '../prop-errors.ts';

/** A log group that the Logs API serves. The functions of `ServedLog` create it from a function or a stage. */
export interface ServedLog {
  /** The name in the Logs API: `lambda/<function>`, `access/<api>/<stage>`, `api-gateway/<api>/<stage>`. */
  readonly name: string;

  /** What writes to the log group: a function, or API Gateway (access log or execution log); `group` for any other group. */
  readonly kind: 'function' | 'access' | 'execution' | 'group';

  readonly logGroup: ILogGroup;

  /**
   * The ARN that the permission to read the log group names.
   * @default logGroup.logGroupArn
   */
  readonly logGroupArn?: string;

  /**
   * The name of the function that writes to the log group. Required for the kind `function`.
   * @default - none
   */
  readonly functionName?: string;

  /**
   * For access logs: the names of the functions that the routes of the API invoke.
   * @default - none
   */
  readonly functionNames?: readonly string[];

  /**
   * Whether the log group exists when the Logs API is deployed. The CDK asks when it writes the template: an aspect can switch a log off. The
   * calls in a log group that does not exist are not indexed, and an access log that does not exist is not served.
   * @default - it exists
   */
  readonly exists?: () => boolean;
}

/** Creates the logs that the Logs API serves. The log groups are found after `ApiLogging` and `FunctionLogging` have added them.
 *
 *  @example
 *  const stage = api.deploymentStage;
 *  const logs = [
 *    ServedLog.ofFunction(charge),
 *    ServedLog.ofAccessLog(stage, { functions: [charge] }),
 *    ServedLog.ofExecutionLog(stage),
 *  ]; */
export const ServedLog = {
  /** The log of a function of this app. Its calls are indexed if the app defines the log group, for example by `FunctionLogging`.
   *  @param options.name the default is `lambda/` and the name of the function; if CloudFormation generates it, the id of the construct.
   *  @throws Error when another app defines the function: then write a `ServedLog` with its log group. */
  ofFunction(observed: LambdaFunction, options: { readonly name?: string } = {}): ServedLog {
    requireConstruct('ServedLog.ofFunction', observed, 'a function that this app defines: new Function(…)');
    throwPropErrors('ServedLog.ofFunction', observed, propErrors(options, { name: isText }));
    return {
      name: options.name ?? `lambda/${definedName(observed) ?? observed.node.id}`,
      kind: 'function',
      functionName: definedName(observed) ?? observed.functionName,
      exists: () => definesLogGroup(observed),
      ...logGroupOf(observed, 'ServedLog', functionLogGroupName(observed)),
    };
  },

  /** The access log of a stage. While it is switched off, it is left out, with a warning.
   *  @param options.functions the functions that the routes of the API invoke: their file `access` has the access lines of the API.
   *  @param options.name the default is `access/<api>/<stage>`. */
  ofAccessLog(
    stage: Stage | HttpStage | WebSocketStage,
    options: { readonly functions?: readonly LambdaFunction[]; readonly name?: string } = {},
  ): ServedLog {
    requireStage('ServedLog.ofAccessLog', stage);
    throwPropErrors(
      'ServedLog.ofAccessLog',
      stage,
      propErrors(options, { functions: isListOf(isFunction, '[charge]'), name: isText }),
    );
    const { functions = [], name = `access/${stagePath(stage)}` } = options;
    return {
      name,
      kind: 'access',
      functionNames: functions.map((invoked) => definedName(invoked) ?? invoked.functionName),
      exists: () => hasAccessLog(stage),
      ...logGroupOf(stage, 'ServedAccessLog', accessLogGroupName(stage)),
    };
  },

  /** The execution log of a stage of a REST or a WebSocket API.
   *  @param options.name the default is `api-gateway/<api>/<stage>`. */
  ofExecutionLog(stage: Stage | WebSocketStage, options: { readonly name?: string } = {}): ServedLog {
    requireStage('ServedLog.ofExecutionLog', stage);
    throwPropErrors('ServedLog.ofExecutionLog', stage, propErrors(options, { name: isText }));
    if (stage instanceof HttpStage) {
      throw new Error(
        `ServedLog.ofExecutionLog of ${(stage as HttpStage).node.path}: an HTTP API has no execution log. Remove it.`,
      );
    }
    return {
      name: options.name ?? `api-gateway/${stagePath(stage)}`,
      kind: 'execution',
      ...logGroupOf(stage, 'ServedExecutionLog', executionLogGroupName(stage)),
    };
  },
};

const isFunction = isConstruct('functionName', 'a function: new Function(…)');

function requireStage(call: string, stage: Stage | HttpStage | WebSocketStage): void {
  const expected = 'a stage that this app defines: api.deploymentStage of a REST API, api.defaultStage of an HTTP API';
  requireConstruct(call, stage, expected);
  const { defaultChild } = stage.node;
  if (defaultChild instanceof CfnRestStage || defaultChild instanceof CfnV2Stage) return;
  throw new Error(`${call}: the argument is ${show(stage)}. Pass ${expected}.`);
}

/** A reference to a log group by name. Several Logs APIs share it. */
function logGroupOf(scope: Construct, id: string, name: string): Pick<ServedLog, 'logGroup' | 'logGroupArn'> {
  const existing = scope.node.tryFindChild(id) as ILogGroup | undefined;
  return {
    logGroup: existing ?? LogGroup.fromLogGroupName(scope, id, name),
    logGroupArn: lazyLogGroupArn(scope, name),
  };
}

/** The names of the API and the stage as the Logs API shows them. */
function stagePath(stage: Stage | HttpStage | WebSocketStage): string {
  const api = stage instanceof Stage ? stage.restApi : stage.api;
  const apiName = 'restApiName' in api ? knownName(api.restApiName) : undefined;
  return [apiName ?? api.node.id, knownName(stageNameOf(stage)) ?? stage.node.id]
    .map((name) => name.replace(/[^\w.@$-]+/g, '-'))
    .join('/');
}

/** The name that the app gives to the function. `functionName` is a reference also in this case. */
function definedName({ node }: LambdaFunction): string | undefined {
  const { functionName } = node.defaultChild instanceof CfnFunction ? node.defaultChild : {};
  return functionName === undefined ? undefined : knownName(functionName);
}

/** A name that is known when the app is synthesized. */
function knownName(name: string): string | undefined {
  return Token.isUnresolved(name) ? undefined : name;
}
