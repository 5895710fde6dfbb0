import { similarName } from '../prop-errors.ts';
import type { RequestedSettings } from '../scoped-settings.ts';
import type { ApiLoggingProps } from './api-logging-props.ts';
import { type ApiRoutes, isRouteOf, isServedBy } from './api-routes.ts';
import type { LoggedStage } from './logged-stage.ts';

type Requested = RequestedSettings<ApiLoggingProps>;

/** A route that props name. */
interface NamedRoute {
  /** As a message shows it: `routes["GET /notes"]`. */
  readonly label: string;
  readonly route: string;
  readonly exists: boolean;
}

/** The routes that props name, and whether an API has them. A health check can also be a path that a route with parameters serves. */
function namedRoutes(type: LoggedStage['type'], routes: ApiRoutes, props: ApiLoggingProps): NamedRoute[] {
  // The configuration of the stage refuses these with a message of its own.
  const isMalformed = (route: string) => type === 'REST' && !/^\S+ \//.test(route);
  return [
    ...Object.keys(props.routes ?? {}).map((route) => ({
      label: `routes[${JSON.stringify(route)}]`,
      route,
      exists: isMalformed(route) || isRouteOf(type, routes, route),
    })),
    ...(props.healthCheckRoutes ?? []).map((route) => ({
      label: `healthCheckRoutes ${JSON.stringify(route)}`,
      route,
      exists: isMalformed(route) || isServedBy(routes, route),
    })),
  ];
}

/** Applies the routes of props only to the APIs that have them, and finds routes that no API has. */
export class RouteProps {
  /** The routes that at least one API has, or may have. */
  readonly #found = new Map<Requested, Set<string>>();
  /** The message for each route that an API does not have. */
  readonly #missing = new Map<Requested, Map<string, string>>();

  /** The props of the scopes of a stage, without the routes that its API does not have.
   *  @param routes undefined when they are unknown: then the API has all routes.
   *  @throws Error when props of the API itself name a route that it does not have. */
  ofStage({ type }: LoggedStage, routes: ApiRoutes | undefined, requested: readonly Requested[]): ApiLoggingProps[] {
    return requested.map((settings) => {
      const named = namedRoutes(type, routes ?? new Map(), settings.props);
      const missing = routes === undefined ? [] : named.filter(({ exists }) => !exists);
      const messages = missing.map(({ label, route }) => messageOf(label, route, routes ?? new Map()));
      if (settings.api !== undefined && messages.length > 0) throw new Error(messages.join(' '));
      const absent = new Set(missing.map(({ label }) => label));
      const found = named.flatMap(({ label }) => (absent.has(label) ? [] : [label]));
      this.#found.set(settings, new Set([...(this.#found.get(settings) ?? []), ...found]));
      this.#missing.set(
        settings,
        new Map([
          ...(this.#missing.get(settings) ?? []),
          ...missing.map(({ label }, index) => [label, messages[index] ?? ''] as const),
        ]),
      );
      return withoutRoutes(settings.props, missing);
    });
  }

  /** A message for each route of the props that no API of the scope has. */
  errors(settings: Requested): string[] {
    const found = this.#found.get(settings);
    return [...(this.#missing.get(settings) ?? [])].flatMap(([label, message]) =>
      found?.has(label) ? [] : [`ApiLogging: ${message}`],
    );
  }
}

function messageOf(label: string, route: string, routes: ApiRoutes): string {
  const existing = [...routes.keys()];
  const similar = similarName(route, existing);
  if (similar !== undefined) return `${label} is not a route of the API. Did you mean ${JSON.stringify(similar)}?`;
  const list = existing.slice(0, 10).join(', ') || 'none';
  return `${label} is not a route of the API. Its routes are ${list}${existing.length > 10 ? ', …' : ''}.`;
}

function withoutRoutes(props: ApiLoggingProps, missing: readonly NamedRoute[]): ApiLoggingProps {
  if (missing.length === 0) return props;
  const absent = new Set(missing.map(({ route }) => route));
  const { routes, healthCheckRoutes } = props;
  return {
    ...props,
    ...(routes && { routes: Object.fromEntries(Object.entries(routes).filter(([route]) => !absent.has(route))) }),
    ...(healthCheckRoutes && { healthCheckRoutes: healthCheckRoutes.filter((route) => !absent.has(route)) }),
  };
}
