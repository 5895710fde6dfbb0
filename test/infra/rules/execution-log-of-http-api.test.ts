import { dataTraceWithoutReason } from '../../../infra/rules/data-trace-without-reason.ts';
import { executionLogInfoInProduction } from '../../../infra/rules/execution-log-info-in-production.ts';
import { executionLogOfHttpApi } from '../../../infra/rules/execution-log-of-http-api.ts';
import { checkRule } from './check-rule.ts';

const stage = (protocol: string, settings: string) => `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: ${protocol} } }
Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: prod, ${settings} } }`;

// The answer of AWS: https://github.com/hashicorp/terraform-provider-aws/issues/14010
checkRule(
  executionLogOfHttpApi,
  [
    {
      title: 'a level for all routes',
      yaml: stage('HTTP', 'DefaultRouteSettings: { LoggingLevel: INFO, DataTraceEnabled: true }'),
      finds: ['Stage: LoggingLevel is INFO for all routes of an HTTP API'],
    },
    {
      title: 'a level and data trace of single routes',
      yaml: stage(
        'HTTP',
        'RouteSettings: { "GET /a": { LoggingLevel: ERROR }, "GET /b": { DataTraceEnabled: true }, "GET /c": { ThrottlingRateLimit: 1 } }',
      ),
      finds: [
        'Stage: LoggingLevel is ERROR for GET /a of an HTTP API',
        'Stage: DataTraceEnabled is true for GET /b of an HTTP API',
      ],
    },
    {
      title: 'the settings of a SAM API, and those that override a stage of API Gateway',
      yaml: `
Sam: { Type: AWS::Serverless::HttpApi, Properties: { DefaultRouteSettings: { DataTraceEnabled: true } } }
Quick: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP, Target: "https://example.com" } }
Overrides:
  Type: AWS::ApiGatewayV2::ApiGatewayManagedOverrides
  Properties: { ApiId: !Ref Quick, Stage: { DefaultRouteSettings: { LoggingLevel: ERROR } } }`,
      finds: [
        'Sam: DataTraceEnabled is true for all routes of an HTTP API',
        'Overrides: LoggingLevel is ERROR for all routes of an HTTP API',
      ],
    },
  ],
  [
    { title: 'a WebSocket API', yaml: stage('WEBSOCKET', 'DefaultRouteSettings: { LoggingLevel: ERROR }') },
    {
      title: 'an API that is not declared here',
      yaml: stage('!Ref Protocol', 'DefaultRouteSettings: { LoggingLevel: ERROR }'),
    },
    {
      title: 'settings that are off',
      yaml: stage('HTTP', 'DefaultRouteSettings: { LoggingLevel: "OFF", DataTraceEnabled: false }'),
    },
  ],
);

const both = stage('HTTP', 'DefaultRouteSettings: { LoggingLevel: INFO, DataTraceEnabled: true }');
checkRule(dataTraceWithoutReason, [], [{ title: 'data trace of an HTTP API, which cannot be deployed', yaml: both }]);
checkRule(executionLogInfoInProduction, [], [{ title: 'INFO of an HTTP API, which cannot be deployed', yaml: both }]);
