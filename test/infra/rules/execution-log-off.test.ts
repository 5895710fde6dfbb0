import { executionLogOff } from '../../../infra/rules/execution-log-off.ts';
import { checkRule } from './check-rule.ts';

const rest = (settings: string) =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: dev, MethodSettings: ${settings} } }`;
const v2 = (protocol: string, settings: string) => `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: ${protocol} } }
Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: dev, ${settings} } }`;

checkRule(
  executionLogOff,
  [
    {
      title: 'no settings at all',
      yaml: rest('[]'),
      finds: ['Stage: the stage "dev" of the REST API writes no execution log'],
    },
    {
      title: 'OFF without quotes, a boolean in YAML',
      yaml: rest('[{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: OFF }]'),
      finds: ['Stage: the stage "dev" of the REST API writes no execution log'],
    },
    {
      title: 'an execution log for only one method',
      yaml: rest('[{ HttpMethod: GET, ResourcePath: /notes, LoggingLevel: ERROR }]'),
      finds: ['Stage: the stage "dev" of the REST API writes no execution log'],
    },
    {
      title: 'one method with OFF',
      yaml: rest(
        '[{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }, { HttpMethod: GET, ResourcePath: /a, LoggingLevel: "OFF" }]',
      ),
      finds: ['Stage: GET /a of the stage "dev" of the REST API writes no execution log'],
    },
    {
      title: 'a stage whose template delivers the log of another stage',
      yaml: `${rest('[]')}
Source: { Type: AWS::Logs::DeliverySource, Properties: { LogType: EXECUTION_LOGS, ResourceArn: !Sub "x/\${Other}" } }`,
      finds: ['Stage: the stage "dev" of the REST API writes no execution log'],
    },
    {
      title: 'a WebSocket stage without a level',
      yaml: v2('WEBSOCKET', 'DefaultRouteSettings: { DetailedMetricsEnabled: true }'),
      finds: ['Stage: the stage "dev" of the WebSocket API writes no execution log'],
    },
  ],
  [
    { title: 'ERROR for all', yaml: rest('[{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }]') },
    {
      title: 'a level from a parameter',
      yaml: rest('[{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: !Ref L }]'),
    },
    { title: 'settings in a condition', yaml: rest('[!If [Prod, { LoggingLevel: ERROR }, !Ref "AWS::NoValue"]]') },
    { title: 'an HTTP API, which has no execution log', yaml: v2('HTTP', 'AutoDeploy: true') },
    {
      title: 'a WebSocket stage with ERROR',
      yaml: v2('WEBSOCKET', 'DefaultRouteSettings: { LoggingLevel: ERROR }'),
    },
    {
      title: 'a REST API whose execution log is delivered elsewhere',
      yaml: `
Api: { Type: AWS::ApiGateway::RestApi }
Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api } }
Source:
  Type: AWS::Logs::DeliverySource
  Properties: { LogType: EXECUTION_LOGS, ResourceArn: !Sub "arn:aws:apigateway:\${AWS::Region}::/restapis/\${Api}/stages/dev" }`,
    },
    {
      title: 'a stage that the Serverless Framework configures after the deployment',
      yaml: `
ApiGatewayLogGroup: { Type: AWS::Logs::LogGroup }
ApiGatewayDeployment1: { Type: AWS::ApiGateway::Deployment, Properties: { StageName: dev } }`,
    },
  ],
);
