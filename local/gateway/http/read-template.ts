import { isObject } from '../../../core/is-object.ts';
import type { ResolvedResource } from '../../../core/template/resolve.ts';
import type { UnsupportedReason, UnsupportedResource } from '../../unsupported-resources.ts';
import { readAccessLogSetting } from '../shared/access-log.ts';
import { readThrottleLimits } from '../shared/throttle.ts';
import { type HttpLambdaAuthorizer, readHttpLambdaAuthorizer } from './authorizer-config.ts';
import { readCors } from './cors.ts';
import { type HttpIntegration, readHttpIntegration } from './integration-config.ts';
import {
  DEFAULT,
  type HttpApi,
  type HttpRoute,
  type HttpStage,
  type RouteKey,
  type UnsupportedRoute,
} from './model.ts';

/** Reads the HTTP APIs among the resources.
 *  @returns the APIs, and what is not supported locally: routes, and APIs from OpenAPI or quick create. */
export function readHttpApis(resources: readonly ResolvedResource[]): {
  apis: HttpApi[];
  unsupported: UnsupportedResource[];
} {
  const unsupported: UnsupportedResource[] = [];
  const apis = resources
    .filter(({ type, properties }) => type === 'AWS::ApiGatewayV2::Api' && properties.ProtocolType !== 'WEBSOCKET')
    .map((api): HttpApi => {
      const name = String(api.properties.Name ?? api.logicalId);
      const reason = missingRoutesReason(api);
      if (reason !== undefined) unsupported.push({ type: api.type, name, reason });
      const { routes, unsupported: unsupportedRoutes } = readRoutes(api, name, resources);
      unsupported.push(...unsupportedRoutes);
      const defaultRoute = routes.find(({ routeKey }) => routeKey === DEFAULT);
      const cors = readCors(api.properties.CorsConfiguration);
      return {
        id: api.ref,
        name,
        stack: api.stack.name,
        logicalId: api.logicalId,
        routes: routes.filter((route) => route !== defaultRoute),
        ...(defaultRoute && { defaultRoute }),
        ...(cors && { cors }),
        stages: ofApi(resources, 'Stage', api).map(readStage),
      };
    });
  return { apis, unsupported };
}

/** Why the local API has fewer routes than the deployed one; undefined when it has the same. */
function missingRoutesReason({ properties }: ResolvedResource): string | undefined {
  if (properties.Body !== undefined || properties.BodyS3Location !== undefined)
    return 'routes are read only from the template, not from OpenAPI';
  if (properties.Target !== undefined)
    return 'the route of its Target is not created: define a route, an integration and a stage';
  return undefined;
}

function ofApi(
  resources: readonly ResolvedResource[],
  kind: 'Authorizer' | 'Integration' | 'Route' | 'Stage',
  api: ResolvedResource,
): ResolvedResource[] {
  return resources.filter(
    ({ type, properties }) => type === `AWS::ApiGatewayV2::${kind}` && properties.ApiId === api.ref,
  );
}

function readRoutes(
  api: ResolvedResource,
  apiName: string,
  resources: readonly ResolvedResource[],
): { routes: (HttpRoute | UnsupportedRoute)[]; unsupported: UnsupportedResource[] } {
  const readByRef = <Config>(kind: 'Authorizer' | 'Integration', read: (resource: ResolvedResource) => Config) =>
    new Map(ofApi(resources, kind, api).map((resource) => [resource.ref, read(resource)]));
  const authorizers = readByRef('Authorizer', readHttpLambdaAuthorizer);
  const integrations = readByRef('Integration', readHttpIntegration);
  const routes: (HttpRoute | UnsupportedRoute)[] = [];
  const unsupported: UnsupportedResource[] = [];
  for (const { type, properties } of ofApi(resources, 'Route', api)) {
    const routeKey = parseRouteKey(String(properties.RouteKey));
    const route = routeKey
      ? readRoute(properties, authorizers, integrations)
      : 'its route key is not valid in an HTTP API';
    const isUnsupported = typeof route === 'string';
    if (isUnsupported) unsupported.push({ type, name: `${properties.RouteKey} of ${apiName}`, reason: route });
    if (routeKey) routes.push({ ...routeKey, ...(isUnsupported ? { unsupportedReason: route } : route) });
  }
  return { routes, unsupported };
}

/** Undefined for a key that is not valid in HTTP APIs. */
function parseRouteKey(routeKey: string): RouteKey | undefined {
  if (routeKey === DEFAULT) return { routeKey, httpMethod: 'ANY', resourcePath: DEFAULT };
  const [, httpMethod, resourcePath] = /^([A-Z]+) (\/.*)$/s.exec(routeKey) ?? [];
  return httpMethod && resourcePath ? { routeKey, httpMethod, resourcePath } : undefined;
}

/** Reads the authorizer and the integration of a route.
 *  @returns a string with the reason when the route is not supported locally. */
function readRoute(
  properties: ResolvedResource['properties'],
  authorizers: ReadonlyMap<string, HttpLambdaAuthorizer | UnsupportedReason>,
  integrations: ReadonlyMap<string, HttpIntegration | UnsupportedReason>,
): Omit<HttpRoute, keyof RouteKey> | UnsupportedReason {
  const authorization = properties.AuthorizationType ?? 'NONE';
  const authorizer = authorization === 'CUSTOM' ? authorizers.get(String(properties.AuthorizerId)) : undefined;
  if (authorization !== 'NONE' && authorization !== 'CUSTOM') return `its authorization type is ${authorization}`;
  if (typeof authorizer === 'string') return authorizer;
  if (authorization === 'CUSTOM' && !authorizer)
    return `its authorizer is not in these stacks: ${properties.AuthorizerId}`;
  const target = String(properties.Target ?? '');
  const integration = integrations.get(target.replace(/^integrations\//, ''));
  if (typeof integration === 'string') return integration;
  if (!integration)
    return target === '' ? 'it has no integration' : `its integration is not in these stacks: ${target}`;
  return { integration, ...(authorizer && { authorizer }) };
}

function readStage({ properties, ref }: ResolvedResource): HttpStage {
  const accessLog = readAccessLogSetting(properties.AccessLogSettings);
  const defaultSettings = isObject(properties.DefaultRouteSettings) ? properties.DefaultRouteSettings : {};
  const routeSettings = isObject(properties.RouteSettings) ? properties.RouteSettings : {};
  return {
    name: ref,
    path: ref === DEFAULT ? '' : `/${ref}`,
    variables: isObject(properties.StageVariables) ? (properties.StageVariables as Record<string, string>) : {},
    throttleLimits(routeKey) {
      const settings = Object.hasOwn(routeSettings, routeKey) ? routeSettings[routeKey] : undefined;
      return readThrottleLimits({ ...defaultSettings, ...(isObject(settings) && settings) });
    },
    ...(accessLog && { accessLog }),
  };
}
