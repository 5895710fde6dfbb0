import { dataTraceWithoutReason } from '../../../infra/rules/data-trace-without-reason.ts';
import { checkRule } from './check-rule.ts';

checkRule(
  dataTraceWithoutReason,
  [
    {
      title: 'data trace for all methods, and for one',
      yaml: `
Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    MethodSettings:
      - { HttpMethod: GET, ResourcePath: /notes, DataTraceEnabled: "true" }
      - { HttpMethod: "*", ResourcePath: "/*", DataTraceEnabled: true }`,
      finds: [
        'Stage: data trace is on for all routes without a reason',
        'Stage: data trace is on for GET /notes without a reason',
      ],
    },
    {
      title: 'data trace for a WebSocket API, and for one of its routes',
      yaml: `
Api: { Type: AWS::ApiGatewayV2::Api, Properties: { ProtocolType: WEBSOCKET } }
Stage:
  Type: AWS::ApiGatewayV2::Stage
  Properties:
    ApiId: !Ref Api
    DefaultRouteSettings: { DataTraceEnabled: true }
    RouteSettings: { $connect: { DataTraceEnabled: true } }`,
      finds: [
        'Stage: data trace is on for all routes without a reason',
        'Stage: data trace is on for $connect without a reason',
      ],
    },
    {
      title: 'a blank reason',
      yaml: `
Api:
  Type: AWS::Serverless::Api
  Metadata: { tailgate: { dataTraceReason: " " } }
  Properties: { MethodSettings: [{ HttpMethod: "*", ResourcePath: "/*", DataTraceEnabled: true }] }`,
      finds: ['Api: data trace is on for all routes without a reason'],
    },
    {
      title: 'a stage that a deployment creates',
      yaml: 'D: { Type: AWS::ApiGateway::Deployment, Properties: { StageName: dev, StageDescription: { DataTraceEnabled: true } } }',
      finds: ['D: data trace is on for all routes without a reason'],
    },
  ],
  [
    {
      title: 'data trace with a reason',
      yaml: `
Stage:
  Type: AWS::ApiGateway::Stage
  Metadata: { tailgate: { dataTraceReason: "only test data" } }
  Properties: { MethodSettings: [{ HttpMethod: "*", ResourcePath: "/*", DataTraceEnabled: true }] }`,
    },
    {
      title: 'data trace that is known only at deployment',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { MethodSettings: [{ DataTraceEnabled: !Ref Trace }, !If [A, {}, {}]] } }',
    },
    {
      title: 'no data trace',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { MethodSettings: [{ DataTraceEnabled: false }] } }',
    },
  ],
);
