import { ALL_ROUTES, knownRouteSettings } from './model/route-settings.ts';
import { stagesOf } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

/** AWS documents both settings for WebSocket APIs only. Reports of the failure have a level, or both settings; what happens with data trace
 *  only is not documented.
 *  @see https://github.com/Checkmarx/kics/issues/6944
 *  @see https://github.com/hashicorp/terraform-provider-aws/pull/13809
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-routesettings.html */
export const executionLogOfHttpApi: Rule = {
  id: 'execution-log-of-http-api',
  level: 'error',
  summary: 'an execution log or data trace of an HTTP API',
  why: 'HTTP APIs have no execution log: AWS supports both settings only for WebSocket APIs. With a LoggingLevel, the deployment fails: "Execution logs are not supported on protocolType HTTP".',
  fix: {
    cdk: 'Remove loggingLevel and dataTraceEnabled. The access log has the errors of authorizer and integration: ApiLogging.of(api).enable().',
    sam: 'Remove LoggingLevel and DataTraceEnabled from DefaultRouteSettings and RouteSettings. Use AccessLogSettings.',
    serverless: 'In resources: remove LoggingLevel and DataTraceEnabled. Use provider.logs.httpApi.',
    cloudformation: 'Remove LoggingLevel and DataTraceEnabled. Use AccessLogSettings.',
  },
  source: 'https://github.com/hashicorp/terraform-provider-aws/issues/14010',
  examples: {
    wrong: `Api:
  Type: AWS::Serverless::HttpApi
  Properties:
    DefaultRouteSettings:
      LoggingLevel: ERROR
      DetailedMetricsEnabled: true`,
    right: `Api:
  Type: AWS::Serverless::HttpApi
  Properties:
    DefaultRouteSettings:
      DetailedMetricsEnabled: true`,
  },
  *check(app) {
    for (const stage of stagesOf(app)) {
      if (stage.type !== 'HTTP') continue;
      for (const { route, path, loggingLevel, dataTrace } of knownRouteSettings(stage)) {
        const hasLevel = loggingLevel === 'ERROR' || loggingLevel === 'INFO';
        if (!hasLevel && dataTrace !== true) continue;
        const setting = hasLevel ? 'LoggingLevel' : 'DataTraceEnabled';
        yield {
          resource: stage.resource,
          property: `${path}.${setting}`,
          problem: `${setting} is ${hasLevel ? String(loggingLevel) : 'true'} for ${route === ALL_ROUTES ? 'all routes' : route} of an HTTP API`,
        };
      }
    }
  },
};
