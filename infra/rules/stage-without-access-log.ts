import { settingPath, stagesOf, stageTitle } from './model/template-stage.ts';
import type { Fix, Rule } from './rule.ts';

/** The stage exists already, so it cannot be declared in addition.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-apigatewaymanagedoverrides.html */
const OVERRIDES =
  'Add an AWS::ApiGatewayV2::ApiGatewayManagedOverrides resource with Stage.AccessLogSettings, or remove Target and declare integration, route and stage.';

const QUICK_CREATE_FIX: Fix = {
  cdk: 'Remove target, and use new HttpApi(this, id, { defaultIntegration }) with ApiLogging.of(api).enable(); or add new CfnApiGatewayManagedOverrides with stage.accessLogSettings.',
  sam: OVERRIDES,
  serverless: `In resources: ${OVERRIDES}`,
  cloudformation: OVERRIDES,
};

export const stageWithoutAccessLog: Rule = {
  id: 'stage-without-access-log',
  level: 'error',
  summary: 'a stage of a REST, HTTP or WebSocket API that writes no access log',
  why: 'Without an access log there is no record of who called the API, of the status and of the duration, especially for requests that reach no function.',
  // The second stage of SAM: https://github.com/aws/serverless-application-model/issues/191. It is not in the template, so it has no finding.
  fix: {
    cdk: 'Set accessLogDestination and accessLogFormat in deployOptions (HTTP and WebSocket stages: accessLogSettings), or call ApiLogging.of(api).enable().',
    sam: 'Set AccessLogSetting of the API or of Globals.Api (HttpApi and WebSocketApi: AccessLogSettings): DestinationArn is the ARN of a log group, Format is one line of JSON. Without OpenApiVersion, SAM adds a second stage to each Api, named Stage, which writes no log: set OpenApiVersion: 3.0.1.',
    serverless:
      'Set provider.logs.restApi.format to one line of JSON, with provider.logs.restApi.level: ERROR and provider.logs.restApi.fullExecutionData: false (WebSocket: the same keys of provider.logs.websocket; HTTP: provider.logs.httpApi.format).',
    cloudformation:
      'Set AccessLogSetting of the stage (AWS::ApiGatewayV2::Stage: AccessLogSettings): DestinationArn is the ARN of a log group, Format is one line of JSON.',
  },
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  examples: {
    wrong: `Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: prod`,
    right: `Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"}'
AccessLogs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30`,
  },
  *check(app) {
    for (const stage of stagesOf(app)) {
      if (stage.accessLog !== undefined) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty),
        problem: stage.isQuickCreated
          ? `API Gateway creates ${stageTitle(stage)} because of Target, and it writes no access log`
          : `${stageTitle(stage)} writes no access log`,
        ...(stage.isQuickCreated && { fix: QUICK_CREATE_FIX }),
      };
    }
  },
};
