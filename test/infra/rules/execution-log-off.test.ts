import { executionLogOff } from '../../../infra/rules/execution-log-off.ts';
import { checkRule } from './check-rule.ts';

const rest = (settings: string) =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: dev, MethodSettings: ${settings} } }`;
const second = (protocol: string, settings: string) => `
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
      title: 'OFF, as YAML writes it',
      yaml: rest('[{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: OFF }]'),
      finds: ['Stage: the stage "dev" of the REST API writes no execution log'],
    },
    {
      title: 'one method alone that has it',
      yaml: rest('[{ HttpMethod: GET, ResourcePath: /notes, LoggingLevel: ERROR }]'),
      finds: ['Stage: the stage "dev" of the REST API writes no execution log'],
    },
    {
      title: 'one method that is taken out',
      yaml: rest(
        '[{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }, { HttpMethod: GET, ResourcePath: /a, LoggingLevel: "OFF" }]',
      ),
      finds: ['Stage: GET /a of the stage "dev" of the REST API writes no execution log'],
    },
    {
      title: 'a stage beside another whose log is delivered',
      yaml: `${rest('[]')}
Source: { Type: AWS::Logs::DeliverySource, Properties: { LogType: EXECUTION_LOGS, ResourceArn: !Sub "x/\${Other}" } }`,
      finds: ['Stage: the stage "dev" of the REST API writes no execution log'],
    },
    {
      title: 'a WebSocket stage without',
      yaml: second('WEBSOCKET', 'DefaultRouteSettings: { DetailedMetricsEnabled: true }'),
      finds: ['Stage: the stage "dev" of the WebSocket API writes no execution log'],
    },
  ],
  [
    { title: 'ERROR for all', yaml: rest('[{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }]') },
    { title: 'a level by parameter', yaml: rest('[{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: !Ref L }]') },
    { title: 'settings by condition', yaml: rest('[!If [Prod, { LoggingLevel: ERROR }, !Ref "AWS::NoValue"]]') },
    { title: 'an HTTP API, which has none', yaml: second('HTTP', 'AutoDeploy: true') },
    {
      title: 'a WebSocket stage with ERROR',
      yaml: second('WEBSOCKET', 'DefaultRouteSettings: { LoggingLevel: ERROR }'),
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
      title: 'a stage that the Serverless Framework sets up later',
      yaml: `
ApiGatewayLogGroup: { Type: AWS::Logs::LogGroup }
ApiGatewayDeployment1: { Type: AWS::ApiGateway::Deployment, Properties: { StageName: dev } }`,
    },
  ],
);
