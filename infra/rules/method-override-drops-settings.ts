import { ALL_ROUTES, knownRouteSettings } from './model/route-settings.ts';
import { stagesOf } from './model/template-stage.ts';
import { valueAt } from './model/template-value.ts';
import type { Rule } from './rule.ts';

/** Settings that a route must repeat. The metrics setting has one name in REST APIs, and another in the other APIs. */
const SETTINGS = [
  'LoggingLevel',
  'MetricsEnabled',
  'DetailedMetricsEnabled',
  'ThrottlingBurstLimit',
  'ThrottlingRateLimit',
];

export const methodOverrideDropsSettings: Rule = {
  id: 'method-override-drops-settings',
  level: 'error',
  summary: 'settings of one method or route that drop settings of the stage',
  why: 'The settings of a route replace all settings of the stage. Settings that are not repeated are lost: metrics, throttling or logs.',
  fix: {
    cdk: 'In methodOptions (WebSocket and HTTP APIs: routeSettings of the CfnStage): add the settings that the stage has for all routes.',
    sam: 'In the entry of MethodSettings (HttpApi and WebSocketApi: RouteSettings): add the settings that the stage has for all routes.',
    serverless:
      'In MethodSettings or RouteSettings of the stage in resources.Resources or resources.extensions: add the settings that the stage has for all routes.',
    cloudformation:
      'In the entry of MethodSettings (AWS::ApiGatewayV2::Stage: RouteSettings): add the settings that the stage has for all routes.',
  },
  source:
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR, MetricsEnabled: true }
      - { HttpMethod: GET, ResourcePath: /notes, ThrottlingRateLimit: 10 }`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR, MetricsEnabled: true }
      - { HttpMethod: GET, ResourcePath: /notes, ThrottlingRateLimit: 10, LoggingLevel: ERROR, MetricsEnabled: true }`,
  },
  *check(app) {
    for (const stage of stagesOf(app)) {
      const settings = knownRouteSettings(stage);
      const forAll = settings.find(({ route }) => route === ALL_ROUTES);
      if (forAll === undefined) continue;
      const stageWide = SETTINGS.filter((name) => hasEffect(valueAt(forAll.values, name)));
      for (const { route, path, values } of settings) {
        const dropped = stageWide.filter((name) => valueAt(values, name) === undefined);
        // It is not documented that an entry without settings replaces those of the stage.
        const hasSettings = SETTINGS.some((name) => valueAt(values, name) !== undefined);
        if (route === ALL_ROUTES || dropped.length === 0 || !hasSettings) continue;
        yield {
          resource: stage.resource,
          property: path,
          problem: `the settings of ${route} drop ${dropped.join(', ')}, which the stage sets for all routes`,
        };
      }
    }
  },
};

/** A route cannot lose a setting whose value is the default. */
function hasEffect(value: unknown): boolean {
  return value !== undefined && value !== false && value !== 'false' && value !== 'OFF';
}
