import { describe, expect, it } from 'vitest';
import { RULES } from '../../../infra/rules/rules.ts';
import { findingsIn } from './check-rule.ts';

/** An app of SAM that satisfies all rules at once: APIs of each type, a health check without an execution log, the API of a state machine,
 *  functions with a role of SAM and with their own role, filters, and the role of the account. */
const APP = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    Handler: index.handler
    LoggingConfig: { LogFormat: JSON, ApplicationLogLevel: DEBUG }
    Environment: { Variables: { POWERTOOLS_LOG_LEVEL: DEBUG } }
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Metadata: { tailgate: { healthCheckRoutes: [GET /health], dataTraceReason: the test team compares bodies } }
    Properties:
      StageName: prod
      Auth: { DefaultAuthorizer: AWS_IAM }
      AccessLogSetting:
        DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${RestLogs}"
        Format: '{"path":"$context.path","requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","integrationRequestId":"$context.integration.requestId","status":$context.status}'
      MethodSettings:
        - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR, MetricsEnabled: true }
        - { HttpMethod: GET, ResourcePath: /health, LoggingLevel: "OFF", MetricsEnabled: true }
        - { HttpMethod: POST, ResourcePath: /orders, LoggingLevel: ERROR, MetricsEnabled: true, DataTraceEnabled: true }
  RestLogs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30, KmsKeyId: !GetAtt Key.Arn } }
  RestExecutionLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub "API-Gateway-Execution-Logs_\${Rest}/prod"
      RetentionInDays: 30
      KmsKeyId: !GetAtt Key.Arn
  Start:
    Type: AWS::Serverless::StateMachine
    Properties:
      Events: { Post: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /start, Method: post } } }
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth: { EnableIamAuthorizer: true }
      AccessLogSettings:
        DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${HttpLogs}"
        Format: '{"requestId":"$context.requestId","integrationRequestId":"$context.integration.requestId"}'
      DefaultRouteSettings: { DetailedMetricsEnabled: true }
  HttpLogs:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Retain
    Properties:
      LogGroupName: !Sub ["/aws/vendedlogs/http-\${Id}", { Id: !Select [2, !Split ["/", !Ref AWS::StackId]] }]
      RetentionInDays: 30
      KmsKeyId: !GetAtt Key.Arn
  Socket:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      StageName: live
      Routes: { $connect: { FunctionArn: !GetAtt Orders.Arn } }
      AccessLogSettings:
        DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${SocketLogs}"
        Format: '{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","connectionId":"$context.connectionId","integrationRequestId":"$context.integration.requestId"}'
      DefaultRouteSettings: { LoggingLevel: ERROR }
  SocketLogs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30, KmsKeyId: !GetAtt Key.Arn } }
  SocketExecutionLogs:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: !Sub "/aws/apigateway/\${Socket}/live", RetentionInDays: 30, KmsKeyId: !GetAtt Key.Arn }
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      LoggingConfig: { LogGroup: !Ref FunctionLogs }
      Policies:
        - AmazonDynamoDBReadOnlyAccess
        - Statement:
            - Effect: Deny
              Action: logs:CreateLogGroup
              Resource: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${FunctionLogs}*"
      Events:
        Health: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /health, Method: get } }
        Create: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: /orders, Method: post } }
  FunctionLogs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30, KmsKeyId: !GetAtt Key.Arn } }
  Errors:
    Type: AWS::Logs::MetricFilter
    Properties: { LogGroupName: !Ref FunctionLogs, FilterPattern: ERROR }
  Index:
    Type: AWS::Logs::SubscriptionFilter
    Properties: { LogGroupName: !Ref FunctionLogs, FilterPattern: "", DestinationArn: !GetAtt Stream.Arn }
  Elsewhere: { Type: AWS::Serverless::Function, Properties: { Role: !Ref RoleArn, LoggingConfig: { LogGroup: !ImportValue logs } } }
  Nested: { Type: AWS::Serverless::Application, Properties: { Location: nested.yaml } }
  Account: { Type: AWS::ApiGateway::Account, Properties: { CloudWatchRoleArn: !GetAtt AccountRole.Arn } }
  AccountRole: { Type: AWS::IAM::Role, DeletionPolicy: Retain, Properties: { Path: / } }
  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: {} } }
`;

/** For each rule, a change of the app that this rule finds, and no other. */
const BREAKS: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'stage-without-access-log': ['AccessLogSettings:', 'StageVariables:'],
  'access-log-without-join-fields': ['"integrationRequestId":"$context.integration.requestId","status"', '"status"'],
  'access-log-with-secrets': ['"status":$context.status', '"key":"$context.identity.apiKey"'],
  'access-log-not-json': ['$context.status', '$context.integrationLatency'],
  'access-log-untrusted-after-trusted': ['"status":', '"agent":"$context.identity.userAgent","status":'],
  'access-log-format-too-large': ['"status":', `"${'x'.repeat(3072)}":`],
  'access-log-destination-wildcard': ['log-group:${RestLogs}"', 'log-group:${RestLogs}:*"'],
  'http-access-log-group-name': ['/aws/vendedlogs/http-', '/shop/http-'],
  'execution-log-off': ['healthCheckRoutes: [GET /health], ', ''],
  'execution-log-info-in-production': [
    'DefaultRouteSettings: { LoggingLevel: ERROR }',
    'DefaultRouteSettings: { LoggingLevel: INFO }',
  ],
  'execution-log-group-unbounded': ['API-Gateway-Execution-Logs_${Rest}', 'API-Gateway-Execution-Logs_${Other}'],
  'execution-log-of-http-api': [
    'DefaultRouteSettings: { DetailedMetricsEnabled',
    'DefaultRouteSettings: { LoggingLevel: INFO, DetailedMetricsEnabled',
  ],
  'data-trace-without-reason': [', dataTraceReason: the test team compares bodies', ''],
  'duplicate-method-settings': ['HttpMethod: POST, ResourcePath: /orders', 'HttpMethod: get, ResourcePath: /~1health'],
  'method-override-drops-settings': ['LoggingLevel: "OFF", MetricsEnabled: true', 'LoggingLevel: "OFF"'],
  'account-role-missing': ['Account: { Type: AWS::ApiGateway::Account', 'Account: { Type: Custom::Something'],
  'account-role-overwritten': ['DeletionPolicy: Retain, Properties: { Path', 'Properties: { Path'],
  'log-group-without-retention': ['Properties: { RetentionInDays: 30, KmsKeyId', 'Properties: { KmsKeyId'],
  'log-group-not-encrypted': [
    'RestLogs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30, KmsKeyId: !GetAtt Key.Arn }',
    'RestLogs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30 }',
  ],
  'retained-log-group-name': ['Id: !Select [2, !Split ["/", !Ref AWS::StackId]]', 'Id: !Ref AWS::StackName'],
  'subscription-filters-full': [
    'Errors:\n    Type: AWS::Logs::MetricFilter',
    'Errors:\n    Type: AWS::Logs::SubscriptionFilter',
  ],
  'filter-on-infrequent-access': [
    'FunctionLogs: { Type: AWS::Logs::LogGroup, Properties: { ',
    'FunctionLogs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupClass: INFREQUENT_ACCESS, ',
  ],
  'function-without-log-group': [', LoggingConfig: { LogGroup: !ImportValue logs }', ''],
  'function-text-log-format': ['LogFormat: JSON, ApplicationLogLevel: DEBUG', 'LogFormat: Text'],
  'log-level-without-json': [
    'LoggingConfig: { LogGroup: !Ref FunctionLogs }',
    'LoggingConfig: { LogGroup: !Ref FunctionLogs, LogFormat: Text }',
  ],
  'debug-lines-dropped': ['ApplicationLogLevel: DEBUG', 'ApplicationLogLevel: INFO'],
  'group-creation-allowed': ['Effect: Deny', 'Effect: Allow'],
  'log-permission-denied': ['Action: logs:CreateLogGroup', 'Action: "logs:*"'],
  'invalid-acknowledgement': [
    'dataTraceReason: the',
    'acknowledge: [{ rule: execution-log-off }], dataTraceReason: the',
  ],
};

const SETTINGS = { encrypted: true, subscriptionFilters: 2 };

describe('an app of SAM', () => {
  it('satisfies all rules at once', () => {
    expect(findingsIn(APP, RULES, SETTINGS)).toEqual([]);
  });

  it.each(RULES.map(({ id }) => id))('has only the findings of %s after one change', (id) => {
    const [from, to] = BREAKS[id] ?? ['', ''];
    expect(APP).toContain(from);
    const found = findingsIn(
      APP.replace(from, () => to),
      RULES,
      SETTINGS,
    ).map(({ rule }) => rule);
    expect([...new Set(found)]).toEqual([id]);
  });
});
