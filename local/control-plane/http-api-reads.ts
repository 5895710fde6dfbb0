import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../core/is-object.ts';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import { type PathRead, serveReads } from './json-reads.ts';

/** A kind of resources that the API lists and describes. */
interface ResourceKind {
  readonly type: string;
  describe(resource: ResolvedResource): object;
}

const API: ResourceKind = {
  type: 'AWS::ApiGatewayV2::Api',
  describe: ({ ref, logicalId, properties, attribute }) => ({
    apiId: ref,
    name: String(properties.Name ?? logicalId),
    protocolType: properties.ProtocolType ?? 'HTTP',
    routeSelectionExpression: properties.RouteSelectionExpression ?? '$request.method $request.path',
    apiEndpoint: attribute('ApiEndpoint'),
  }),
};

/** The kinds of resources that an API has, by the segment of their path. In the JSON of the service, the properties of the template are
 *  in lower camel case. */
const KINDS_BY_SEGMENT: Readonly<Record<string, ResourceKind>> = {
  stages: { type: 'AWS::ApiGatewayV2::Stage', describe: ({ properties }) => toLowerCamelCase(properties) },
  integrations: {
    type: 'AWS::ApiGatewayV2::Integration',
    describe: ({ ref, properties }) => ({ integrationId: ref, ...toLowerCamelCase(properties) }),
  },
  routes: {
    type: 'AWS::ApiGatewayV2::Route',
    describe: ({ ref, properties }) => ({ routeId: ref, ...toLowerCamelCase(properties) }),
  },
};

const READS: readonly PathRead<readonly ResolvedResource[]>[] = [
  [/^\/v2\/apis$/, (resources) => ({ items: resourcesOfType(resources, API).map(API.describe) })],
  [
    /^\/v2\/apis\/([^/]+)$/,
    (resources, [id]) =>
      resourcesOfType(resources, API)
        .filter(({ ref }) => ref === id)
        .map(API.describe)[0],
  ],
  [
    /^\/v2\/apis\/([^/]+)\/(stages|integrations|routes)$/,
    (resources, [id, name]) => {
      if (!resourcesOfType(resources, API).some(({ ref }) => ref === id)) return undefined;
      return { items: resourcesOfApi(resources, id, name).map(({ kind, resource }) => kind.describe(resource)) };
    },
  ],
  [
    /^\/v2\/apis\/([^/]+)\/(stages|integrations|routes)\/([^/]+)$/,
    (resources, [id, name, ref]) =>
      resourcesOfApi(resources, id, name)
        .filter(({ resource }) => resource.ref === ref)
        .map(({ kind, resource }) => kind.describe(resource))[0],
  ],
];

/** Serves GetApis, GetApi, GetStages, GetStage, GetIntegrations, GetIntegration, GetRoutes and GetRoute of HTTP and WebSocket
 *  APIs from the template. WebSocket APIs are described, although they are not supported locally.
 *  @returns false for another request.
 *  @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/operations.html */
export function serveHttpApiRead(
  resources: readonly ResolvedResource[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  return serveReads(READS, resources, 'Invalid API identifier specified', request, response);
}

function resourcesOfType(resources: readonly ResolvedResource[], { type }: ResourceKind): ResolvedResource[] {
  return resources.filter((resource) => resource.type === type);
}

function resourcesOfApi(
  resources: readonly ResolvedResource[],
  id: string | undefined,
  name = '',
): { readonly kind: ResourceKind; readonly resource: ResolvedResource }[] {
  const kind = KINDS_BY_SEGMENT[name];
  if (!kind) return [];
  const found = resourcesOfType(resources, kind).filter(({ properties }) => properties.ApiId === id);
  return found.map((resource) => ({ kind, resource }));
}

/** Converts `StageName` to `stageName`, at any depth. Maps whose keys the user chooses are unchanged. */
function toLowerCamelCase(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const lowerName = name.slice(0, 1).toLowerCase() + name.slice(1);
      if (!isObject(value) || MAPS_WITH_USER_KEYS.has(name)) return [lowerName, value];
      if (name !== 'RouteSettings') return [lowerName, toLowerCamelCase(value)];
      // The keys are routes, but their values are settings.
      const settings = Object.entries(value).map(([route, setting]) => [
        route,
        isObject(setting) ? toLowerCamelCase(setting) : setting,
      ]);
      return [lowerName, Object.fromEntries(settings)];
    }),
  );
}

const MAPS_WITH_USER_KEYS: ReadonlySet<string> = new Set([
  'StageVariables',
  'Tags',
  'RequestParameters',
  'RequestTemplates',
  'ResponseParameters',
  'RequestModels',
]);
