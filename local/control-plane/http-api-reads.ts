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

/** The kinds below an API, by the last segment of their path. The service's JSON has the template's properties in lower camel
 *  case. */
const KINDS: Readonly<Record<string, ResourceKind>> = {
  stages: { type: 'AWS::ApiGatewayV2::Stage', describe: ({ properties }) => lowerCamel(properties) },
  integrations: {
    type: 'AWS::ApiGatewayV2::Integration',
    describe: ({ ref, properties }) => ({ integrationId: ref, ...lowerCamel(properties) }),
  },
  routes: {
    type: 'AWS::ApiGatewayV2::Route',
    describe: ({ ref, properties }) => ({ routeId: ref, ...lowerCamel(properties) }),
  },
};

const READS: readonly PathRead<readonly ResolvedResource[]>[] = [
  [/^\/v2\/apis$/, (resources) => ({ items: ofType(resources, API).map(API.describe) })],
  [
    /^\/v2\/apis\/([^/]+)$/,
    (resources, [id]) =>
      ofType(resources, API)
        .filter(({ ref }) => ref === id)
        .map(API.describe)[0],
  ],
  [
    /^\/v2\/apis\/([^/]+)\/(stages|integrations|routes)$/,
    (resources, [id, name]) => {
      if (!ofType(resources, API).some(({ ref }) => ref === id)) return undefined;
      return { items: ofApi(resources, id, name).map(({ kind, resource }) => kind.describe(resource)) };
    },
  ],
  [
    /^\/v2\/apis\/([^/]+)\/(stages|integrations|routes)\/([^/]+)$/,
    (resources, [id, name, ref]) =>
      ofApi(resources, id, name)
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

function ofType(resources: readonly ResolvedResource[], { type }: ResourceKind): ResolvedResource[] {
  return resources.filter((resource) => resource.type === type);
}

function ofApi(
  resources: readonly ResolvedResource[],
  id: string | undefined,
  name = '',
): { readonly kind: ResourceKind; readonly resource: ResolvedResource }[] {
  const kind = KINDS[name];
  if (!kind) return [];
  const found = ofType(resources, kind).filter(({ properties }) => properties.ApiId === id);
  return found.map((resource) => ({ kind, resource }));
}

/** Converts `StageName` to `stageName`, at any depth. The keys of maps that a user names are unchanged. */
function lowerCamel(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const lowerName = name.slice(0, 1).toLowerCase() + name.slice(1);
      if (!isObject(value) || USER_MAPS.has(name)) return [lowerName, value];
      if (name !== 'RouteSettings') return [lowerName, lowerCamel(value)];
      // The keys are routes, but their values are settings.
      const settings = Object.entries(value).map(([route, setting]) => [
        route,
        isObject(setting) ? lowerCamel(setting) : setting,
      ]);
      return [lowerName, Object.fromEntries(settings)];
    }),
  );
}

const USER_MAPS: ReadonlySet<string> = new Set([
  'StageVariables',
  'Tags',
  'RequestParameters',
  'RequestTemplates',
  'ResponseParameters',
  'RequestModels',
]);
