import { Stack } from 'aws-cdk-lib';
import type { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ResolvedLogging } from './resolved-logging.ts';

/** Sets the metrics of a stage and of the routes that differ, and for WebSocket APIs execution level and data trace. On AWS the
 *  settings of a route replace all settings of the stage, so each route repeats them. */
export function configureV2Stage(stage: CfnStage, type: 'HTTP' | 'WEBSOCKET', logging: ResolvedLogging): void {
  const stack = Stack.of(stage);
  const hasExecutionLog = type === 'WEBSOCKET';
  const defaults = {
    ...stack.resolve(stage.defaultRouteSettings),
    detailedMetricsEnabled: logging.metrics,
    ...(hasExecutionLog && { loggingLevel: logging.executionLevel, dataTraceEnabled: logging.dataTrace !== undefined }),
  };
  stage.defaultRouteSettings = defaults;
  // `routeSettings` is free-form JSON: its names are those of CloudFormation, in upper camel case.
  const inherited = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
  );
  const routes: Record<string, Record<string, unknown>> = {};
  for (const [route, settings] of Object.entries(stack.resolve(stage.routeSettings) ?? {})) {
    routes[route] = { ...inherited, ...(settings as object) };
  }
  for (const [route, overrides] of logging.routes) {
    routes[route] = {
      ...(routes[route] ?? inherited),
      ...(overrides.metrics !== undefined && { DetailedMetricsEnabled: overrides.metrics }),
      ...(hasExecutionLog && overrides.executionLevel !== undefined && { LoggingLevel: overrides.executionLevel }),
      ...(hasExecutionLog && overrides.dataTrace !== undefined && { DataTraceEnabled: true }),
    };
  }
  if (Object.keys(routes).length > 0) stage.routeSettings = routes;
}
