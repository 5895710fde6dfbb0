import type { PartialText } from '../../core/template/unknown-value.ts';
import { hasExecutionLog } from './model/route-settings.ts';
import { type App, resourcesOf } from './model/template-app.ts';
import { type Stage, stagesOf, stageTitle } from './model/template-stage.ts';
import { partialTextAt } from './model/template-text.ts';
import type { Rule } from './rule.ts';

/** Resources that create the log group; the custom resources also adopt one that exists. */
const CREATOR_TYPES = ['AWS::Logs::LogGroup', 'Custom::AdoptedLogGroup', 'Custom::LogRetention'];

const PREFIXES = { REST: 'API-Gateway-Execution-Logs_', WEBSOCKET: '/aws/apigateway/' } as const;

export const executionLogGroupUnbounded: Rule = {
  id: 'execution-log-group-unbounded',
  level: 'warning',
  summary: 'a stage whose execution log group is not declared in the templates',
  why: 'API Gateway creates the log group at the first request, without retention, and does not delete it with the API.',
  fix: {
    cdk: 'Add a LogGroup with retention and logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/<stage>` (WebSocket: `/aws/apigateway/${api.apiId}/<stage>`). Or call ApiLogging.of(api).enable(), which also adopts a log group that exists.',
    sam: 'Add an AWS::Logs::LogGroup with RetentionInDays and LogGroupName: !Sub "API-Gateway-Execution-Logs_${Api}/<stage>" (WebSocketApi: "/aws/apigateway/${Api}/<stage>"). Of an API that SAM creates, the id is ServerlessRestApi.',
    serverless:
      'In resources.Resources: add an AWS::Logs::LogGroup with RetentionInDays and LogGroupName: Fn::Sub: /aws/apigateway/${WebsocketsApi}/<stage> (REST: API-Gateway-Execution-Logs_${ApiGatewayRestApi}/<stage>).',
    cloudformation:
      'Add an AWS::Logs::LogGroup with RetentionInDays and LogGroupName: !Sub "API-Gateway-Execution-Logs_${Api}/<stage>" (WebSocket: "/aws/apigateway/${Api}/<stage>"), and make the stage depend on it: DependsOn.',
  },
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html#set-up-execution-logging',
  examples: {
    wrong: `Api:
  Type: AWS::ApiGateway::RestApi
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: !Ref Api
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }`,
    right: `Api:
  Type: AWS::ApiGateway::RestApi
Stage:
  Type: AWS::ApiGateway::Stage
  DependsOn: ExecutionLogs
  Properties:
    RestApiId: !Ref Api
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }
ExecutionLogs:
  Type: AWS::Logs::LogGroup
  Properties:
    LogGroupName: !Sub "API-Gateway-Execution-Logs_\${Api}/prod"
    RetentionInDays: 30`,
  },
  *check(app) {
    for (const stage of stagesOf(app)) {
      if (stage.type !== 'REST' && stage.type !== 'WEBSOCKET') continue;
      const prefix = PREFIXES[stage.type];
      if (!hasExecutionLog(stage) || isDeclared(app, stage, prefix)) continue;
      yield {
        resource: stage.resource,
        property: 'StageName',
        problem: `the execution log group of ${stageTitle(stage)}, ${prefix}<api>/<stage>, is not declared`,
      };
    }
  },
};

function isDeclared(app: App, stage: Stage, prefix: string): boolean {
  return resourcesOf(app, ...CREATOR_TYPES).some((resource) => {
    const name = partialTextAt(resource.properties, 'LogGroupName');
    if (name === undefined || !canStartWith(name, prefix)) return false;
    const refs = name.flatMap((part) => (typeof part === 'object' ? [part.ref] : []));
    // The id of an API in another stack is unknown, so any group with the prefix may belong to this stage.
    if (resource.stack !== stage.resource.stack || stage.apiId === undefined) return true;
    return refs.includes(stage.apiId) || refs.includes(undefined);
  });
}

function canStartWith([first]: PartialText, prefix: string): boolean {
  return typeof first !== 'string' || first.startsWith(prefix);
}
