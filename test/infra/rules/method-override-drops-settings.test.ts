import { methodOverrideDropsSettings } from '../../../infra/rules/method-override-drops-settings.ts';
import { checkRule } from './check-rule.ts';

const stage = (one: string, all = 'LoggingLevel: ERROR, MetricsEnabled: true, ThrottlingRateLimit: 50') =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { MethodSettings: [{ ResourcePath: "/*", HttpMethod: "*", ${all} }, { ResourcePath: /notes, HttpMethod: POST, ${one} }] } }`;

checkRule(
  methodOverrideDropsSettings,
  [
    {
      title: 'a method that sets only its throttling',
      yaml: stage('ThrottlingRateLimit: 5'),
      finds: [
        'Stage: the settings of POST /notes drop LoggingLevel, MetricsEnabled, which the stage sets for all routes',
      ],
    },
    {
      title: 'a method whose path has encoded slashes, as in the CDK',
      yaml: stage('ThrottlingRateLimit: 5').replace('/notes', '"/~1notes~1{id}"'),
      finds: [
        'Stage: the settings of POST /notes/{id} drop LoggingLevel, MetricsEnabled, which the stage sets for all routes',
      ],
    },
    {
      title: 'a WebSocket route',
      yaml: `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET } }
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties:
    ApiId: !Ref Api
    DefaultRouteSettings: { DetailedMetricsEnabled: true, LoggingLevel: ERROR }
    RouteSettings: { $connect: { LoggingLevel: INFO } }`,
      finds: ['Stage: the settings of $connect drop DetailedMetricsEnabled, which the stage sets for all routes'],
    },
  ],
  [
    { title: 'an entry without settings', yaml: stage('').replace(', }', ' }') },
    {
      title: 'a method that repeats all settings',
      yaml: stage('LoggingLevel: INFO, MetricsEnabled: false, ThrottlingRateLimit: !Ref Rate'),
    },
    {
      title: 'settings of the stage that are defaults',
      yaml: stage('ThrottlingRateLimit: 5', 'LoggingLevel: OFF, MetricsEnabled: false'),
    },
    {
      title: 'settings of only one method',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { MethodSettings: [{ ResourcePath: /notes, HttpMethod: POST }] } }',
    },
  ],
);
