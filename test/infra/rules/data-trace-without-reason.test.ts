import { dataTraceWithoutReason } from '../../../infra/rules/data-trace-without-reason.ts';
import { checkRule } from './check-rule.ts';

checkRule(
  dataTraceWithoutReason,
  [
    {
      title: 'data trace of all methods, and of one',
      yaml: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    MethodSettings:
      - { HttpMethod: GET, ResourcePath: /notes, DataTraceEnabled: "true" }
      - { HttpMethod: "*", ResourcePath: "/*", DataTraceEnabled: true }`,
      finds: [
        'Stage: data trace is on for all routes, and nobody says why',
        'Stage: data trace is on for GET /notes, and nobody says why',
      ],
    },
    {
      title: 'data trace of a WebSocket API, and of one of its routes',
      yaml: `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET } }
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties:
    ApiId: !Ref Api
    DefaultRouteSettings: { DataTraceEnabled: true }
    RouteSettings: { $connect: { DataTraceEnabled: true } }`,
      finds: [
        'Stage: data trace is on for all routes, and nobody says why',
        'Stage: data trace is on for $connect, and nobody says why',
      ],
    },
    {
      title: 'a reason of blanks',
      yaml: `
Api:
  Type: AWS::Serverless::Api
  Metadata: { tailgate: { dataTraceReason: " " } }
  Properties: { MethodSettings: [{ HttpMethod: "*", ResourcePath: "/*", DataTraceEnabled: true }] }`,
      finds: ['Api: data trace is on for all routes, and nobody says why'],
    },
    {
      title: 'the settings of a stage that a deployment makes',
      yaml: 'D: { Type: AWS::ApiGateway::Deployment, Properties: { StageName: dev, StageDescription: { DataTraceEnabled: true } } }',
      finds: ['D: data trace is on for all routes, and nobody says why'],
    },
  ],
  [
    {
      title: 'data trace with a reason',
      yaml: `
Stage:
  Type: AWS::ApiGateway::Stage
  Metadata: { tailgate: { dataTraceReason: "test data alone" } }
  Properties: { MethodSettings: [{ HttpMethod: "*", ResourcePath: "/*", DataTraceEnabled: true }] }`,
    },
    {
      title: 'data trace that only the deployment knows',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { MethodSettings: [{ DataTraceEnabled: !Ref Trace }, !If [A, {}, {}]] } }',
    },
    {
      title: 'no data trace',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { MethodSettings: [{ DataTraceEnabled: false }] } }',
    },
  ],
);
