import { CfnRoute, type CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { isObject } from '../../../core/is-object.ts';
import { addResourceDependency } from '../cdk-compatibility.ts';
import type { ExecutionLevel } from './api-logging-props.ts';
import type { ApiRoutes } from './api-routes.ts';
import {
  isDecidedLater,
  lowerCaseNames,
  ownProperty,
  type Settings,
  setOwnProperty,
  upperCaseNames,
} from './own-settings.ts';
import type { OwnLogging, ResolvedLogging } from './resolved-logging.ts';

/** The route settings of a stage. */
export interface RouteSettings {
  readonly stageWide: Settings;
  /** By route key. */
  readonly byRoute: Settings;
}

/** Reads the route settings of a stage.
 *  @throws Error for settings that are not an object. */
export function readRouteSettings(stage: CfnStage): RouteSettings {
  const stageWide = ownProperty(stage, 'DefaultRouteSettings', stage.defaultRouteSettings) ?? {};
  const byRoute = ownProperty(stage, 'RouteSettings', stage.routeSettings, upperCaseNamesOfRoutes) ?? {};
  for (const [name, value] of Object.entries({ defaultRouteSettings: stageWide, routeSettings: byRoute })) {
    if (isObject(value) && !isDecidedLater(value)) continue;
    throw new Error(
      `The ${name} of this stage are decided at deployment, so settings cannot be added. Set ${name} to an object.`,
    );
  }
  return { stageWide, byRoute } as RouteSettings;
}

/** What the stage itself sets, as props. */
export function ownV2Logging({ stageWide }: RouteSettings): OwnLogging {
  return {
    executionLevel: stageWide.LoggingLevel as ExecutionLevel | undefined,
    metrics: stageWide.DetailedMetricsEnabled as boolean | undefined,
  };
}

/** Sets the metrics of a stage and of the routes that differ, and for WebSocket APIs execution level and data trace. On AWS the
 *  settings of a route replace all settings of the stage, so each route repeats them.
 *
 *  API Gateway refuses settings of a route that does not exist yet, so the stage depends on these routes.
 *  @see https://github.com/aws/serverless-application-model/issues/2479
 *  @param routes the routes of the API, if they are known.
 *  @returns the settings of the stage and of all routes.
 *  @throws Error for a route whose settings an intrinsic function decides. */
export function configureV2Stage(
  stage: CfnStage,
  type: 'HTTP' | 'WEBSOCKET',
  own: RouteSettings,
  logging: ResolvedLogging,
  routes: ApiRoutes | undefined,
): Settings[] {
  const hasExecutionLog = type === 'WEBSOCKET';
  const stageWide: Settings = {
    ...(hasExecutionLog && { DataTraceEnabled: false }),
    ...own.stageWide,
    DetailedMetricsEnabled: logging.metrics,
    ...(hasExecutionLog && { LoggingLevel: logging.executionLevel }),
    ...(hasExecutionLog && logging.dataTrace !== undefined && { DataTraceEnabled: true }),
  };
  setOwnProperty(stage, 'DefaultRouteSettings', stageWide, () => {
    stage.defaultRouteSettings = lowerCaseNames(stageWide);
  });
  const byRoute: Record<string, Settings> = {};
  for (const [route, settings] of Object.entries(own.byRoute)) {
    byRoute[route] = isDecidedLater(settings) ? (settings as Settings) : { ...stageWide, ...(settings as Settings) };
  }
  for (const [route, overrides] of logging.routes) {
    // HTTP APIs have only metrics by route. A health check has the same settings as the stage.
    if (!hasExecutionLog && overrides.metrics === undefined) continue;
    if (isDecidedLater(byRoute[route])) {
      throw new Error(`The settings of the route "${route}" are decided at deployment. Remove it from routes.`);
    }
    byRoute[route] = {
      ...(byRoute[route] ?? stageWide),
      ...(overrides.metrics !== undefined && { DetailedMetricsEnabled: overrides.metrics }),
      ...(hasExecutionLog && overrides.executionLevel !== undefined && { LoggingLevel: overrides.executionLevel }),
      ...(hasExecutionLog && overrides.dataTrace !== undefined && { DataTraceEnabled: true }),
    };
  }
  if (Object.keys(byRoute).length > 0) {
    setOwnProperty(stage, 'RouteSettings', byRoute, () => {
      stage.routeSettings = byRoute;
    });
  }
  for (const route of Object.keys(byRoute)) {
    const resource = routes?.get(route);
    if (resource instanceof CfnRoute && resource.stack === stage.stack) addResourceDependency(stage, resource);
  }
  return [stageWide, ...Object.values(byRoute)];
}

/** `routeSettings` is free-form JSON, so the settings of a route can have either names. */
function upperCaseNamesOfRoutes(byRoute: unknown): unknown {
  if (!isObject(byRoute) || isDecidedLater(byRoute)) return byRoute;
  return Object.fromEntries(Object.entries(byRoute).map(([route, settings]) => [route, upperCaseNames(settings)]));
}
