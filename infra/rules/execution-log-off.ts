import { ruleMetadata } from './acknowledgement.ts';
import { deliversExecutionLog } from './model/execution-log-delivery.ts';
import { ALL_ROUTES, routeSettings } from './model/route-settings.ts';
import type { Resource } from './model/template-app.ts';
import { settingPath, stagesOf, stageTitle } from './model/template-stage.ts';
import { UNKNOWN } from './model/template-value.ts';
import type { Rule } from './rule.ts';

export const executionLogOff: Rule = {
  id: 'execution-log-off',
  level: 'error',
  summary: 'a REST or WebSocket stage, or one of its routes, without an execution log',
  why: 'Failures before or after the function (authorizers, mappings, throttling, timeouts) are explained only in the execution log.',
  fix: {
    cdk: "Set loggingLevel: MethodLoggingLevel.ERROR in deployOptions (WebSocket: loggingLevel: 'ERROR' in defaultRouteSettings of the CfnStage), or call ApiLogging.of(api).enable().",
    sam: 'Add { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR } to MethodSettings of the API or of Globals.Api (WebSocketApi: set DefaultRouteSettings.LoggingLevel).',
    serverless:
      'Set provider.logs.restApi.level: ERROR and provider.logs.restApi.fullExecutionData: false (WebSocket: the same keys of provider.logs.websocket).',
    cloudformation:
      'Add { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR } to MethodSettings (AWS::ApiGatewayV2::Stage: set DefaultRouteSettings.LoggingLevel).',
  },
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", MetricsEnabled: true }`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", MetricsEnabled: true, LoggingLevel: ERROR }`,
  },
  *check(app) {
    for (const stage of stagesOf(app)) {
      const settings = routeSettings(stage);
      if (settings === UNKNOWN || (stage.type !== 'REST' && stage.type !== 'WEBSOCKET')) continue;
      if (deliversExecutionLog(stage)) continue;
      const forAll = settings.find(({ route }) => route === ALL_ROUTES);
      if (forAll === undefined || isOff(forAll.loggingLevel)) {
        yield {
          resource: stage.resource,
          property: forAll?.path ?? settingPath(stage, 'MethodSettings'),
          problem: `${stageTitle(stage)} writes no execution log`,
        };
        continue;
      }
      for (const { route, path, loggingLevel } of settings) {
        if (route === ALL_ROUTES || loggingLevel !== 'OFF' || isHealthCheck(stage.resource, route)) continue;
        yield {
          resource: stage.resource,
          property: `${path}.LoggingLevel`,
          problem: `${route} of ${stageTitle(stage)} writes no execution log`,
        };
      }
    }
  },
};

/** Whether `ApiLogging` lists the route as a health check in the metadata. */
function isHealthCheck(resource: Resource, route: string): boolean {
  const routes = ruleMetadata(resource, 'healthCheckRoutes');
  return Array.isArray(routes) && routes.includes(route);
}

/** The default is OFF. */
function isOff(level: unknown): boolean {
  return level === undefined || level === 'OFF';
}
