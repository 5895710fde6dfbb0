import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ApiType } from '../../../core/access-log-format.ts';
import { mergeProps } from '../scoped-settings.ts';
import type { ApiLoggingProps, RouteLogging } from './api-logging-props.ts';
import { type ApiRoutes, isRouteOf } from './api-routes.ts';

/** The settings of one stage: the props of all enclosing scopes, and the defaults. */
export interface ResolvedLogging
  extends Required<
      Omit<
        ApiLoggingProps,
        'enabled' | 'dataTrace' | 'encryptionKey' | 'accessLogGroup' | 'routes' | 'healthCheckRoutes'
      >
    >,
    Pick<ApiLoggingProps, 'dataTrace' | 'encryptionKey' | 'accessLogGroup'> {
  /** By route; includes the health checks. */
  readonly routes: ReadonlyMap<string, RouteLogging>;
  readonly healthCheckRoutes: readonly string[];
}

/** Settings that the stage itself has, without `ApiLogging`. */
export type OwnLogging = {
  readonly [Name in 'executionLevel' | 'metrics' | 'tracing']?: ApiLoggingProps[Name] | undefined;
};

/** Merges the props of all scopes, and adds the defaults.
 *  @param layers the props of the scopes and what the stage itself sets, the outermost first.
 *  @param routes the routes of the API, if they are known: a health check that is not one of them has no settings. */
export function resolveLogging(
  type: ApiType,
  layers: readonly (ApiLoggingProps | OwnLogging)[],
  routes: ApiRoutes | undefined,
): ResolvedLogging {
  const props = mergeProps(layers as readonly ApiLoggingProps[]);
  const healthCheckRoutes = props.healthCheckRoutes ?? [];
  const checksWithSettings = healthCheckRoutes.filter(
    (route) => routes === undefined || isRouteOf(type, routes, route),
  );
  const byRoute = new Map<string, RouteLogging>(checksWithSettings.map((route) => [route, { executionLevel: 'OFF' }]));
  for (const [route, logging] of layers.flatMap((layer) =>
    'routes' in layer ? Object.entries(layer.routes ?? {}) : [],
  )) {
    byRoute.set(route, mergeProps([byRoute.get(route) ?? {}, logging]));
  }
  return {
    accessLogs: true,
    identity: {},
    obfuscatePaths: false,
    executionLevel: 'ERROR',
    metrics: true,
    tracing: true,
    retention: RetentionDays.ONE_MONTH,
    executionRetention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.RETAIN,
    executionLogGroup: 'adopt',
    ...props,
    routes: byRoute,
    healthCheckRoutes,
    // HTTP APIs have no execution log and no tracing, so these settings of enclosing scopes do not apply to them.
    ...(type === 'HTTP' && { executionLevel: 'OFF' as const, tracing: false }),
  };
}
