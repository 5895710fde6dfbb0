import { stageWithoutAccessLog } from '../../../infra/rules/stage-without-access-log.ts';
import { checkRule } from './check-rule.ts';

checkRule(
  stageWithoutAccessLog,
  [
    {
      title: 'a REST stage without a setting',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: prod, RestApiId: !Ref Api } }',
      finds: ['Stage: the stage "prod" of the REST API writes no access log'],
    },
    {
      // Recorded by SAM: tests/translator/output/implicit_api_with_serverless_rest_api_resource.json
      title: 'the implicit API of SAM, also in the place of a function with its id',
      yaml: `
Get: { Type: AWS::Serverless::Function, Properties: { Events: { Get: { Type: Api, Properties: {} } } } }
ServerlessRestApi: { Type: AWS::Serverless::Function }`,
      finds: ['ServerlessRestApi: the stage "Prod" of the REST API writes no access log'],
    },
    {
      title: 'an empty setting',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: prod, AccessLogSetting: {} } }',
      finds: ['Stage: the stage "prod" of the REST API writes no access log'],
    },
    {
      title: 'a setting that is AWS::NoValue',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: !Ref S, AccessLogSetting: !Ref "AWS::NoValue" } }',
      finds: ['Stage: the stage of the REST API writes no access log'],
    },
    {
      title: 'a deployment that creates a stage, as in the Serverless Framework',
      yaml: 'Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { StageName: dev } }',
      finds: ['Deployment: the stage "dev" of the REST API writes no access log'],
    },
    {
      title: 'stages of HTTP, WebSocket and imported APIs',
      yaml: `
Http: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP } }
Socket: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET } }
HttpStage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Http, StageName: $default } }
SocketStage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Socket, StageName: dev } }
Imported: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: abc123, StageName: dev } }`,
      finds: [
        'HttpStage: the stage "$default" of the HTTP API writes no access log',
        'SocketStage: the stage "dev" of the WebSocket API writes no access log',
        'Imported: the stage "dev" of the API writes no access log',
      ],
    },
    {
      title: 'the APIs of SAM, also those that it creates for events',
      yaml: `
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: v1 } }
  Http: { Type: AWS::Serverless::HttpApi }
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: { Type: Api, Properties: { Path: /, Method: get } }
        Own: { Type: HttpApi, Properties: { ApiId: !Ref Http } }`,
      finds: [
        'Api: the stage "v1" of the REST API writes no access log',
        'Http: the stage "$default" of the HTTP API writes no access log',
        'ServerlessRestApi: the stage "Prod" of the REST API writes no access log',
      ],
    },
    {
      title: 'the API that SAM creates for a state machine',
      yaml: `
Machine:
  Type: AWS::Serverless::StateMachine
  Properties: { Events: { Start: { Type: Api, Properties: { Path: /start, Method: post } } } }`,
      finds: ['ServerlessRestApi: the stage "Prod" of the REST API writes no access log'],
    },
    {
      title: 'the API that SAM creates for an event without properties, which means all routes',
      yaml: 'Hello: { Type: AWS::Serverless::Function, Properties: { Events: { All: { Type: HttpApi } } } }',
      finds: ['ServerlessHttpApi: the stage "$default" of the HTTP API writes no access log'],
    },
    {
      title: 'the stage that API Gateway creates with an HTTP API (quick create)',
      yaml: 'Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: shop, ProtocolType: HTTP, Target: !GetAtt Hello.Arn } }',
      finds: [
        'Api: API Gateway creates the stage "$default" of the HTTP API because of Target, and it writes no access log',
      ],
    },
    {
      title: 'overrides of a stage that API Gateway creates, without an access log',
      yaml: `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP, Target: "https://example.com" } }
Overrides: { Type: AWS::ApiGatewayV2::ApiGatewayManagedOverrides, Properties: { ApiId: !Ref Api, Stage: { AutoDeploy: true } } }`,
      finds: ['Overrides: the stage "$default" of the HTTP API writes no access log'],
    },
  ],
  [
    {
      title: 'an access log that overrides a stage which API Gateway creates',
      yaml: `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP, Target: "https://example.com" } }
Overrides:
  Type: AWS::ApiGatewayV2::ApiGatewayManagedOverrides
  Properties: { ApiId: !Ref Api, Stage: { AccessLogSettings: { DestinationArn: !GetAtt L.Arn, Format: x } } }`,
    },
    {
      title: 'an HTTP API whose target exists only under a condition',
      yaml: 'Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP, Target: !If [Quick, x, !Ref "AWS::NoValue"] } }',
    },
    {
      title: 'a state machine whose API is elsewhere, and one whose condition is false',
      yaml: `
Conditions: { Never: !Equals [a, b] }
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: { Events: { Start: { Type: Api, Properties: { Path: /, Method: post, RestApiId: abc123 } } } }
  Off:
    Type: AWS::Serverless::StateMachine
    Condition: Never
    Properties: { Events: { Start: { Type: Api, Properties: { Path: /, Method: post } } } }`,
    },
    {
      title: 'an event whose properties are known only at deployment',
      yaml: 'Hello: { Type: AWS::Serverless::Function, Properties: { Events: { A: { Type: Api, Properties: !FindInMap [A, B, C] } } } }',
    },
    {
      title: 'a stage with an access log',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { DestinationArn: !GetAtt L.Arn, Format: x } } }',
    },
    {
      title: 'a setting that is known only at deployment',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: !If [Logs, { Format: x }, !Ref "AWS::NoValue"] } }',
    },
    { title: 'a deployment without a stage', yaml: 'Deployment: { Type: AWS::ApiGateway::Deployment }' },
    {
      title: 'an access log in the globals of SAM',
      yaml: `
Globals: { Api: { AccessLogSetting: { DestinationArn: !GetAtt L.Arn, Format: x } } }
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: v1 } }`,
    },
  ],
);
