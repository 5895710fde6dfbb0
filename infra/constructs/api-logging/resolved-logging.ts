import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ApiType } from '../../../core/access-log-format.ts';
import { defined } from '../defined.ts';
import type { ApiLoggingProps, RouteLogging } from './api-logging-props.ts';

/** The props of a stage once every scope around it was heard: nothing is left open. */
export interface ResolvedLogging
  extends Required<
      Omit<
        ApiLoggingProps,
        'enabled' | 'dataTrace' | 'encryptionKey' | 'accessLogGroup' | 'routes' | 'healthCheckRoutes'
      >
    >,
    Pick<ApiLoggingProps, 'dataTrace' | 'encryptionKey' | 'accessLogGroup'> {
  /** By route, the health checks among them. */
  readonly routes: ReadonlyMap<string, RouteLogging>;
  readonly healthCheckRoutes: readonly string[];
}

/** Puts the props of all scopes together, the outermost first, and fills in what nobody said. */
export function resolveLogging(type: ApiType, layers: readonly ApiLoggingProps[]): ResolvedLogging {
  const said: ApiLoggingProps = Object.assign({}, ...layers.map(defined));
  const healthCheckRoutes = said.healthCheckRoutes ?? [];
  const routes = new Map<string, RouteLogging>(healthCheckRoutes.map((route) => [route, { executionLevel: 'OFF' }]));
  for (const [route, logging] of layers.flatMap((layer) => Object.entries(layer.routes ?? {}))) {
    routes.set(route, { ...routes.get(route), ...defined(logging) });
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
    ...said,
    routes,
    healthCheckRoutes,
    // An HTTP API has none of it, whatever the app says for its other APIs.
    ...(type === 'HTTP' && { executionLevel: 'OFF' as const, tracing: false }),
  };
}
