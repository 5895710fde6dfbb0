import { isObject } from '../../../core/is-object.ts';
import type { ResolvedResource } from '../../../core/template/resolve.ts';
import type { UnsupportedResource } from '../../unsupported-resources.ts';
import { type AccessLogSetting, readAccessLogSetting } from '../shared/access-log-setting.ts';
import { readThrottle, type Throttle } from '../shared/throttle.ts';
import { type HttpAuthorizer, readHttpAuthorizer } from './authorizer-config.ts';
import { type Cors, readCors } from './cors.ts';
import { type HttpIntegration, readHttpIntegration } from './integration-config.ts';

/** An HTTP API as its template describes it.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html */
export interface HttpApi {
  readonly id: string;
  readonly name: string;
  readonly stack: string;
  readonly logicalId: string;
  /** All but the route `$default`. */
  readonly routes: readonly (HttpRoute | UnsupportedRoute)[];
  /** Takes what no other route fits. */
  readonly defaultRoute?: HttpRoute | UnsupportedRoute;
  readonly cors?: Cors;
  readonly stages: readonly HttpStage[];
}

/** By what a route is known. */
export interface RouteName {
  /** `GET /notes/{noteId}`, `ANY /files/{path+}`, `$default` */
  readonly routeKey: string;
  /** `GET`, or `ANY` */
  readonly httpMethod: string;
  /** `/notes/{noteId}`; `$default` of the default route. */
  readonly resourcePath: string;
}

export interface HttpRoute extends RouteName {
  /** Undefined for a route that is open to all. */
  readonly authorizer?: HttpAuthorizer;
  readonly integration: HttpIntegration;
}

/** Takes its requests, which would come to a less special route else, and answers none of them. */
export interface UnsupportedRoute extends RouteName {
  readonly unsupported: string;
}

export interface HttpStage {
  readonly name: string;
  /** What the paths of its requests start with: `/prod`; nothing of the stage `$default`. */
  readonly path: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLog?: AccessLogSetting;
  /** The limits of a route: its own, else those of all; undefined when nothing limits its requests. */
  throttleOf(routeKey: string): Throttle | undefined;
}

export const DEFAULT = '$default';

/** The HTTP APIs among the resources, and what of them is not supported locally. */
export function httpApisOf(resources: readonly ResolvedResource[]): {
  apis: HttpApi[];
  unsupported: UnsupportedResource[];
} {
  const unsupported: UnsupportedResource[] = [];
  const apis = resources
    .filter(({ type, properties }) => type === 'AWS::ApiGatewayV2::Api' && properties.ProtocolType !== 'WEBSOCKET')
    .map((api): HttpApi => {
      const name = String(api.properties.Name ?? api.logicalId);
      const reason = notReadOf(api);
      if (reason !== undefined) unsupported.push({ type: api.type, name, reason });
      const { routes, unsupported: unsupportedRoutes } = routesOf(api, name, resources);
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

/** Why routes of an API are missing here that it has when deployed. */
function notReadOf({ properties }: ResolvedResource): string | undefined {
  if (properties.Body !== undefined || properties.BodyS3Location !== undefined)
    return 'routes are read from the template alone, not from OpenAPI';
  if (properties.Target !== undefined)
    return 'the route of its Target is not made here: give it a route, an integration and a stage';
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

function routesOf(
  api: ResolvedResource,
  apiName: string,
  resources: readonly ResolvedResource[],
): { routes: (HttpRoute | UnsupportedRoute)[]; unsupported: UnsupportedResource[] } {
  const byRef = <Read>(kind: 'Authorizer' | 'Integration', read: (resource: ResolvedResource) => Read) =>
    new Map(ofApi(resources, kind, api).map((resource) => [resource.ref, read(resource)]));
  const authorizers = byRef('Authorizer', readHttpAuthorizer);
  const integrations = byRef('Integration', readHttpIntegration);
  const routes: (HttpRoute | UnsupportedRoute)[] = [];
  const unsupported: UnsupportedResource[] = [];
  for (const { type, properties } of ofApi(resources, 'Route', api)) {
    const routeName = readRouteName(String(properties.RouteKey));
    const route = routeName ? readRoute(properties, authorizers, integrations) : 'its route key is none of an HTTP API';
    if (typeof route === 'string')
      unsupported.push({ type, name: `${properties.RouteKey} of ${apiName}`, reason: route });
    if (routeName) routes.push({ ...routeName, ...(typeof route === 'string' ? { unsupported: route } : route) });
  }
  return { routes, unsupported };
}

/** Undefined for a route key that HTTP APIs do not have. */
function readRouteName(routeKey: string): RouteName | undefined {
  if (routeKey === DEFAULT) return { routeKey, httpMethod: 'ANY', resourcePath: DEFAULT };
  const [, httpMethod, resourcePath] = /^([A-Z]+) (\/.*)$/s.exec(routeKey) ?? [];
  return httpMethod && resourcePath ? { routeKey, httpMethod, resourcePath } : undefined;
}

/** @returns what the route does, or why it is not supported locally. */
function readRoute(
  properties: ResolvedResource['properties'],
  authorizers: ReadonlyMap<string, HttpAuthorizer | string>,
  integrations: ReadonlyMap<string, HttpIntegration | string>,
): Omit<HttpRoute, keyof RouteName> | string {
  const authorization = properties.AuthorizationType ?? 'NONE';
  const authorizer = authorization === 'CUSTOM' ? authorizers.get(String(properties.AuthorizerId)) : undefined;
  if (authorization !== 'NONE' && authorization !== 'CUSTOM') return `its authorization type is ${authorization}`;
  if (typeof authorizer === 'string') return authorizer;
  if (authorization === 'CUSTOM' && !authorizer)
    return `its authorizer is not in these stacks: ${properties.AuthorizerId}`;
  const target = String(properties.Target ?? '');
  const integration = integrations.get(target.replace(/^integrations\//, ''));
  if (typeof integration === 'string') return integration;
  if (!integration) return `its integration is not in these stacks: ${target || 'it has none'}`;
  return { integration, ...(authorizer && { authorizer }) };
}

function readStage({ properties, ref }: ResolvedResource): HttpStage {
  const accessLog = readAccessLogSetting(properties.AccessLogSettings);
  const byDefault = isObject(properties.DefaultRouteSettings) ? properties.DefaultRouteSettings : {};
  const ofRoutes = isObject(properties.RouteSettings) ? properties.RouteSettings : {};
  return {
    name: ref,
    path: ref === DEFAULT ? '' : `/${ref}`,
    variables: isObject(properties.StageVariables) ? (properties.StageVariables as Record<string, string>) : {},
    throttleOf(routeKey) {
      const own = Object.hasOwn(ofRoutes, routeKey) ? ofRoutes[routeKey] : undefined;
      return readThrottle({ ...byDefault, ...(isObject(own) && own) });
    },
    ...(accessLog && { accessLog }),
  };
}
