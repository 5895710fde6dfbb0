import { expect, it } from 'vitest';
import { RULES } from '../../../infra/rules/rules.ts';
import { findingsIn } from './check-rule.ts';

const ARN = 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group';
const IDS = '"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"';
const ALL = '{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }';
const REST_LOGGING = `AccessLogSetting: { DestinationArn: !Sub "${ARN}:\${Logs}", Format: '{${IDS}}' }, MethodSettings: [${ALL}]`;
const LOGS = 'Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30 } }';
const EXECUTION_LOGS = (api: string, stage: string) =>
  `ExecutionLogs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "API-Gateway-Execution-Logs_\${${api}}/${stage}", RetentionInDays: 30 } }`;
const ACCOUNT = `Account: { Type: AWS::ApiGateway::Account, Properties: { CloudWatchRoleArn: !GetAtt AccountRole.Arn } }
  AccountRole: { Type: AWS::IAM::Role, DeletionPolicy: Retain }`;

it.each([
  [
    'an API of SAM that only a state machine calls, and which SAM creates',
    `
Globals: { Api: { ${REST_LOGGING} } }
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: { Events: { Start: { Type: Api, Properties: { Path: /start, Method: post } } } }
  ${LOGS}
  ${EXECUTION_LOGS('ServerlessRestApi', 'Prod')}
  ${ACCOUNT}`,
  ],
  [
    'an API of SAM whose definition is in a file',
    `
Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: live, DefinitionUri: api.yaml, Auth: { DefaultAuthorizer: A, Authorizers: { A: { FunctionArn: !ImportValue authorizer } } }, ${REST_LOGGING} } }
  ${LOGS}
  ${EXECUTION_LOGS('Api', 'live')}
  ${ACCOUNT}`,
  ],
  [
    'an API whose definition a transform includes',
    `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://shop/api.yaml } } } } }
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, StageName: live, ${REST_LOGGING} } }
  ${LOGS}
  ${EXECUTION_LOGS('Api', 'live')}
  ${ACCOUNT}`,
  ],
  [
    'a stage of an API of another stack, whose group is imported, and a health check without an execution log',
    `
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Metadata: { tailgate: { healthCheckRoutes: [GET /health] } }
    Properties:
      RestApiId: !ImportValue api
      StageName: live
      AccessLogSetting: { DestinationArn: !ImportValue logs, Format: '{${IDS}}' }
      MethodSettings: [${ALL}, { HttpMethod: GET, ResourcePath: /~1health, LoggingLevel: "OFF" }]
  ${EXECUTION_LOGS('Imported', 'live')}
  ${ACCOUNT}`,
  ],
  [
    'an HTTP API that calls no function, and whose log group is kept',
    `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: HTTP } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AccessLogSettings: { DestinationArn: !Sub "${ARN}:\${Logs}", Format: '{"requestId":"$context.requestId"}' } } }
  Logs:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Retain
    Properties: { LogGroupName: !Join ["", [/aws/vendedlogs/, !Select [2, !Split ["/", !Ref AWS::StackId]]]], RetentionInDays: 30 }`,
  ],
  [
    'functions with roles and log groups that are known only at deployment',
    `
Resources:
  A: { Type: AWS::Serverless::Function, Properties: { Role: !Ref RoleArn, LoggingConfig: { LogFormat: JSON, LogGroup: !Ref GroupName } } }
  B: { Type: AWS::Lambda::Function, Properties: { Role: !ImportValue role, LoggingConfig: { LogFormat: !Ref Format, LogGroup: !ImportValue group } } }
  C: { Type: AWS::Serverless::Application, Properties: { Location: nested.yaml, Parameters: { Logs: !Ref GroupName } } }`,
  ],
])('no rule has a finding in %s', (_, yaml) => {
  expect(findingsIn(yaml, RULES)).toEqual([]);
});
