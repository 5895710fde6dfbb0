import { accessLogWithoutJoinFields } from '../../../infra/rules/access-log-without-join-fields.ts';
import { checkRule } from './check-rule.ts';
import { httpStage, restStage, webSocketStage } from './stages.ts';

const LAMBDA_URI =
  '"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:f/invocations"';
const IDS = '$context.requestId $context.extendedRequestId';
const JOINED = '$context.requestId $context.extendedRequestId $context.integration.requestId';

checkRule(
  accessLogWithoutJoinFields,
  [
    {
      title: 'the Common Log Format',
      yaml: restStage({ format: '$context.identity.sourceIp $context.requestId' }),
      finds: ['Stage: the format does not contain $context.extendedRequestId'],
    },
    {
      title: 'a variable whose name only starts with the name of a required one',
      yaml: restStage({ format: '$context.requestIdx $context.extendedRequestId $context.integration.requestId' }),
      finds: ['Stage: the format does not contain $context.requestId'],
    },
    {
      title: 'a WebSocket format without the connection id',
      yaml: webSocketStage({ format: JOINED }),
      finds: ['Stage: the format does not contain $context.connectionId'],
    },
    {
      title: 'an HTTP format without the id of the integration, which is a function',
      yaml: `${httpStage({ format: '$context.requestId' })}\n${v2Integration('IntegrationUri: !GetAtt Fn.Arn')}`,
      finds: ['Stage: the format does not contain $context.integration.requestId'],
    },
    {
      title: 'an access log setting without a format',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { DestinationArn: "arn:aws:x" } } }',
      finds: ['Stage: the format does not contain $context.requestId, $context.extendedRequestId'],
    },
    {
      title: 'a REST API with a method that invokes a function',
      yaml: restApi(
        `Method: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, Integration: { Uri: ${LAMBDA_URI} } } }`,
      ),
      finds: ['Stage: the format does not contain $context.integration.requestId'],
    },
    {
      title: 'a REST API whose OpenAPI document invokes a function',
      yaml: restApi('', `Body: { paths: { /: { get: { x-amazon-apigateway-integration: { uri: ${LAMBDA_URI} } } } } }`),
      finds: ['Stage: the format does not contain $context.integration.requestId'],
    },
    {
      title: 'a SAM API with an event of a function, and the API that SAM creates',
      yaml: `
Globals: { Api: { AccessLogSetting: { Format: "${IDS}" } } }
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: dev } }
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Own: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /, Method: get } }
        Implicit: { Type: Api, Properties: { Path: /, Method: get } }`,
      finds: ['Api', 'ServerlessRestApi'].map(
        (id) => `${id}: the format does not contain $context.integration.requestId`,
      ),
    },
    {
      title: 'a SAM WebSocket API with a route, and the stage of an HTTP API whose target is a function',
      yaml: `
Socket:
  Type: AWS::Serverless::WebSocketApi
  Properties:
    Routes: { $connect: { FunctionArn: !GetAtt Hello.Arn } }
    AccessLogSettings: { Format: "${IDS} $context.connectionId" }
Hello: { Type: AWS::Serverless::Function }
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP, Target: !GetAtt Hello.Arn } }
Overrides:
  Type: AWS::ApiGatewayV2::ApiGatewayManagedOverrides
  Properties: { ApiId: !Ref Api, Stage: { AccessLogSettings: { Format: "${IDS}" } } }`,
      finds: ['Socket', 'Overrides'].map((id) => `${id}: the format does not contain $context.integration.requestId`),
    },
  ],
  [
    {
      title: 'a REST API that invokes no function',
      yaml: restApi(
        'Method: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, Integration: { Type: MOCK } } }',
      ),
    },
    {
      title: 'an HTTP API that calls a service other than Lambda',
      yaml: `${httpStage({ format: '$context.requestId' })}\n${v2Integration('IntegrationSubtype: SQS-SendMessage')}`,
    },
    {
      title: 'a SAM API whose events start a state machine, next to a function of another API',
      yaml: `
Api: { Type: AWS::Serverless::Api, Properties: { StageName: dev, AccessLogSetting: { Format: "${IDS}" } } }
Other: { Type: AWS::Serverless::Api, Properties: { StageName: dev, AccessLogSetting: { Format: "${JOINED}" } } }
Machine:
  Type: AWS::Serverless::StateMachine
  Properties: { Events: { Start: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /, Method: post } } } }
Hello:
  Type: AWS::Serverless::Function
  Properties: { Events: { Get: { Type: Api, Properties: { RestApiId: !Ref Other, Path: /, Method: get } } } }`,
    },
    { title: 'a REST format with all ids', yaml: restStage({ format: JOINED }) },
    { title: 'a WebSocket format with all ids', yaml: webSocketStage({ format: `${JOINED} $context.connectionId` }) },
    {
      title: 'an HTTP format with the older variable name',
      yaml: httpStage({ format: '$context.requestId $context.awsEndpointRequestId' }),
    },
    {
      title: 'a partly known format',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub "$context.path ${Rest}" } } }',
    },
  ],
);

function restApi(resources: string, properties = ''): string {
  const stage = restStage({ format: IDS }).replace('StageName: dev', 'StageName: dev, RestApiId: !Ref Api');
  return `Api: { Type: AWS::ApiGateway::RestApi, Properties: { ${properties} } }\n${stage}\n${resources}`;
}

function v2Integration(property: string): string {
  return `Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, ${property} } }`;
}
