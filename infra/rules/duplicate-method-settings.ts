import { ALL_ROUTES, knownRouteSettings } from './model/route-settings.ts';
import { stagesOf } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

export const duplicateMethodSettings: Rule = {
  id: 'duplicate-method-settings',
  level: 'warning',
  summary: 'several method settings of a REST stage for the same method and path',
  why: 'API Gateway applies them in their order, and the last value wins. A setting that only one of them has can be lost in a later deployment.',
  fix: {
    cdk: "Set everything for all methods in deployOptions itself, and remove '/*/*' from methodOptions. Name other routes once.",
    sam: 'Merge the entries of MethodSettings, also those of Globals: SAM adds the entries of the API to the global ones.',
    serverless: 'In resources.extensions: merge the entries of MethodSettings into one.',
    cloudformation: 'Merge the entries of MethodSettings into one.',
  },
  source: 'https://github.com/aws/aws-cdk/issues/24096',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }
      - { HttpMethod: "*", ResourcePath: "/*", ThrottlingRateLimit: 200 }`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR, ThrottlingRateLimit: 200 }`,
  },
  *check(app) {
    for (const stage of stagesOf(app)) {
      for (const { route, path, paths } of knownRouteSettings(stage)) {
        if (paths.length < 2) continue;
        yield {
          resource: stage.resource,
          property: path,
          problem: `${paths.length} entries are for ${route === ALL_ROUTES ? 'all methods' : route}: ${paths.join(', ')}`,
        };
      }
    }
  },
};
