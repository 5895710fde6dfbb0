import { executionLogGroupUnbounded } from '../../../infra/rules/execution-log-group-unbounded.ts';
import { checkRule } from './check-rule.ts';

const REST = `
Api: { Type: AWS::ApiGateway::RestApi }
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    RestApiId: !Ref Api
    StageName: dev
    MethodSettings: [{ HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }]
`;
const SOCKET = `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET } }
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties: { ApiId: !Ref Api, StageName: dev, DefaultRouteSettings: { LoggingLevel: INFO } }
`;
const group = (name: string, type = 'AWS::Logs::LogGroup') =>
  `Group: { Type: "${type}", Properties: { LogGroupName: ${name} } }`;

checkRule(
  executionLogGroupUnbounded,
  [
    {
      title: 'a REST stage whose log group API Gateway creates',
      yaml: REST,
      finds: [
        'Stage: the execution log group of the stage "dev" of the REST API, API-Gateway-Execution-Logs_<api>/<stage>, is not declared',
      ],
    },
    {
      title: 'a declared group of another API',
      yaml: REST + group('!Sub "API-Gateway-Execution-Logs_${Other}/dev"'),
      finds: [
        'Stage: the execution log group of the stage "dev" of the REST API, API-Gateway-Execution-Logs_<api>/<stage>, is not declared',
      ],
    },
    {
      title: 'a WebSocket stage',
      yaml: SOCKET + group('!Sub "API-Gateway-Execution-Logs_${Api}/dev"'),
      finds: [
        'Stage: the execution log group of the stage "dev" of the WebSocket API, /aws/apigateway/<api>/<stage>, is not declared',
      ],
    },
  ],
  [
    { title: 'a declared group', yaml: REST + group('!Sub "API-Gateway-Execution-Logs_${Api}/dev"') },
    {
      title: 'an adopted group',
      yaml: REST + group('!Join ["", [API-Gateway-Execution-Logs_, !Ref Api, /dev]]', 'Custom::AdoptedLogGroup'),
    },
    { title: 'a declared group of a WebSocket API', yaml: SOCKET + group('!Sub "/aws/apigateway/${Api}/dev"') },
    { title: 'a stage without an execution log', yaml: 'Stage: { Type: AWS::ApiGateway::Stage }' },
  ],
);
