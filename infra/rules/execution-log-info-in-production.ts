import { wholeText } from '../../core/template/unknown-value.ts';
import { ALL_ROUTES, knownRouteSettings } from './model/route-settings.ts';
import { stagesOf, stageTitle } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

export const executionLogInfoInProduction: Rule = {
  id: 'execution-log-info-in-production',
  level: 'warning',
  summary: 'execution logs at INFO on a production stage',
  why: 'INFO writes about twenty lines for each request, which are charged. For successful requests, one line of the access log has the same information.',
  fix: {
    cdk: "Set loggingLevel: MethodLoggingLevel.ERROR in deployOptions or methodOptions (WebSocket: loggingLevel: 'ERROR' in defaultRouteSettings of the CfnStage).",
    sam: 'Set LoggingLevel: ERROR in MethodSettings (WebSocketApi: in DefaultRouteSettings and RouteSettings).',
    serverless: 'Set provider.logs.websocket.level: ERROR (REST: provider.logs.restApi.level).',
    cloudformation:
      'Set LoggingLevel: ERROR in MethodSettings (AWS::ApiGatewayV2::Stage: in DefaultRouteSettings and RouteSettings).',
  },
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: INFO }`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }`,
  },
  *check(app, { productionStages }) {
    for (const stage of stagesOf(app)) {
      const name = wholeText(stage.name);
      // Of HTTP APIs, another rule finds the setting.
      if (stage.type === 'HTTP' || name === undefined || name.search(productionStages) < 0) continue;
      for (const { route, path, loggingLevel } of knownRouteSettings(stage)) {
        if (loggingLevel !== 'INFO') continue;
        yield {
          resource: stage.resource,
          property: `${path}.LoggingLevel`,
          problem: `${stageTitle(stage)} logs at INFO${route === ALL_ROUTES ? '' : ` for ${route}`}`,
        };
      }
    }
  },
};
