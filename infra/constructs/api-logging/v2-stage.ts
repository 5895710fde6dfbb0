import { Stack } from 'aws-cdk-lib';
import type { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ResolvedLogging } from './resolved-logging.ts';

/** Metrics, and for WebSocket APIs execution level and data trace, of a stage and of the routes that differ. A route's settings
 *  replace the stage's as a whole on AWS, so each repeats what the stage says. */
export function logV2Stage(stage: CfnStage, type: 'HTTP' | 'WEBSOCKET', logging: ResolvedLogging): void {
  const stack = Stack.of(stage);
  const hasExecutionLog = type === 'WEBSOCKET';
  const defaults = {
    ...stack.resolve(stage.defaultRouteSettings),
    detailedMetricsEnabled: logging.metrics,
    ...(hasExecutionLog && { loggingLevel: logging.executionLevel, dataTraceEnabled: logging.dataTrace !== undefined }),
  };
  stage.defaultRouteSettings = defaults;
  // The routes are free-form JSON, whose names CloudFormation writes with a capital.
  const inherited = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
  );
  const routes: Record<string, Record<string, unknown>> = {};
  for (const [route, settings] of Object.entries(stack.resolve(stage.routeSettings) ?? {})) {
    routes[route] = { ...inherited, ...(settings as object) };
  }
  for (const [route, differing] of logging.routes) {
    routes[route] = {
      ...(routes[route] ?? inherited),
      ...(differing.metrics !== undefined && { DetailedMetricsEnabled: differing.metrics }),
      ...(hasExecutionLog && differing.executionLevel !== undefined && { LoggingLevel: differing.executionLevel }),
      ...(hasExecutionLog && differing.dataTrace !== undefined && { DataTraceEnabled: true }),
    };
  }
  if (Object.keys(routes).length > 0) stage.routeSettings = routes;
}
