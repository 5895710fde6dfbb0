import { type CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnMethod, CfnResource as CfnPath, CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { findResource } from '../find-resource.ts';
import type { LoggedStage } from './logged-stage.ts';

/** The routes of an API: method and path (REST), or route key. The value is the resource of the route. */
export type ApiRoutes = ReadonlyMap<string, CfnResource>;

/** The routes of the API of a stage. Undefined when this app does not define all of them as resources: an OpenAPI document, an API of
 *  another app, or an API whose routes another app defines. */
export function routesOf(stage: LoggedStage): ApiRoutes | undefined {
  const { api } = stage;
  if (api === undefined || api.body !== undefined || api.bodyS3Location !== undefined) return undefined;
  const routes = new Map<string, CfnResource>();
  for (const construct of (Stage.of(api) ?? api.node.root).node.findAll()) {
    const route = api instanceof CfnRestApi ? methodOf(api, construct) : routeKeyOf(api, construct);
    if (route === undefined) continue;
    if (route.name === undefined) return undefined;
    routes.set(route.name, route.resource);
  }
  // The quick creation of an HTTP API makes one route.
  if (!(api instanceof CfnRestApi) && api.target !== undefined) routes.set(api.routeKey ?? '$default', api);
  return routes.size > 0 ? routes : undefined;
}

/** Whether a route has settings of its own on AWS. For REST APIs, `*` and ANY mean all methods of a path, and `/*` means all paths. */
export function isRouteOf(type: LoggedStage['type'], routes: ApiRoutes, route: string): boolean {
  if (type !== 'REST') return routes.has(route);
  const [method = '', path = ''] = route.split(' ');
  if (path === '/*') return true;
  const methods = [...routes.keys()].map((key) => key.split(' ')).filter(([, other]) => other === path);
  return methods.some(([other]) => other === method || other === 'ANY' || method === 'ANY' || method === '*');
}

/** Whether requests of a method and path can reach one of the routes: also one with parameters, such as `ANY /{proxy+}`. */
export function isServedBy(routes: ApiRoutes, route: string): boolean {
  const [method, path = ''] = route.includes(' ') ? route.split(' ') : ['ANY', route];
  return [...routes.keys()].some((key) => {
    if (key === '$default' || key === route) return true;
    const [otherMethod, pattern = ''] = key.split(' ');
    const isMethod = otherMethod === method || otherMethod === 'ANY' || method === 'ANY' || method === '*';
    return isMethod && matches(pattern.split('/'), path.split('/'));
  });
}

function matches([first, ...patterns]: readonly string[], [segment, ...segments]: readonly string[]): boolean {
  if (first === undefined || segment === undefined) return first === segment;
  if (/^\{.+\+\}$/.test(first)) return true;
  return (/^\{.+\}$/.test(first) || first === segment) && matches(patterns, segments);
}

/** A route of an API; the name is undefined if it is known only at deployment. */
interface Route {
  readonly name: string | undefined;
  readonly resource: CfnResource;
}

function methodOf(api: CfnRestApi, construct: unknown): Route | undefined {
  if (!(construct instanceof CfnMethod)) return undefined;
  if (findResource(construct, CfnRestApi, construct.restApiId, ({ ref }) => ref) !== api) return undefined;
  const path = pathOf(construct, construct.resourceId);
  const isKnown = path !== undefined && !Token.isUnresolved(construct.httpMethod);
  return { name: isKnown ? `${construct.httpMethod} ${path || '/'}` : undefined, resource: construct };
}

/** The path of a resource of a REST API; empty for its root. Undefined if it is known only at deployment. */
function pathOf(scope: CfnResource, resourceId: string): string | undefined {
  const resource = findResource(scope, CfnPath, resourceId, ({ ref }) => ref);
  if (resource !== undefined) {
    const parent = pathOf(resource, resource.parentId);
    const isKnown = parent !== undefined && !Token.isUnresolved(resource.pathPart);
    return isKnown ? `${parent}/${resource.pathPart}` : undefined;
  }
  return findResource(scope, CfnRestApi, resourceId, ({ attrRootResourceId }) => attrRootResourceId) && '';
}

function routeKeyOf(api: CfnResource, construct: unknown): Route | undefined {
  if (!(construct instanceof CfnRoute) || !refersTo(construct, construct.apiId, api)) return undefined;
  return { name: Token.isUnresolved(construct.routeKey) ? undefined : construct.routeKey, resource: construct };
}

function refersTo(scope: CfnResource, reference: string, api: CfnResource): boolean {
  const stack = Stack.of(scope);
  return JSON.stringify(stack.resolve(reference)) === JSON.stringify(stack.resolve(api.ref));
}
