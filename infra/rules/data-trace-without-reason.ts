import { dataTraceReason } from './acknowledgement.ts';
import { ALL_ROUTES, knownRouteSettings } from './model/route-settings.ts';
import { stagesOf } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

export const dataTraceWithoutReason: Rule = {
  id: 'data-trace-without-reason',
  level: 'error',
  summary: 'data trace without a reason: complete bodies and headers in the execution log',
  why: 'Bodies and headers contain personal data and secrets. API Gateway masks only the Authorization header.',
  fix: {
    cdk: 'Remove dataTraceEnabled: true. To keep it, give a reason: ApiLogging.of(api).enable({ dataTrace: { reason } }).',
    sam: 'Set DataTraceEnabled: false. To keep it, give a reason in Metadata.tailgate.dataTraceReason of the API.',
    serverless:
      'Set provider.logs.websocket.fullExecutionData: false (the default is true). To keep it, give a reason in resources.extensions.WebsocketsDeploymentStage.Metadata.tailgate.dataTraceReason.',
    cloudformation:
      'Set DataTraceEnabled: false. To keep it, give a reason in Metadata.tailgate.dataTraceReason of the stage.',
  },
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR, DataTraceEnabled: true }`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Metadata:
    tailgate:
      dataTraceReason: The test team compares bodies until June.
  Properties:
    StageName: test
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR, DataTraceEnabled: true }`,
  },
  *check(app) {
    for (const stage of stagesOf(app)) {
      // Of HTTP APIs, another rule finds the setting.
      if (stage.type === 'HTTP' || dataTraceReason(stage.resource) !== undefined) continue;
      for (const { route, path, dataTrace } of knownRouteSettings(stage)) {
        if (dataTrace !== true) continue;
        yield {
          resource: stage.resource,
          property: `${path}.DataTraceEnabled`,
          problem: `data trace is on for ${route === ALL_ROUTES ? 'all routes' : route} without a reason`,
        };
      }
    }
  },
};
