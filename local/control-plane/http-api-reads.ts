import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from '../../core/is-object.ts';
import type { ResolvedResource } from '../../core/template/resolve.ts';
import { decodePath } from '../http/read-request.ts';

type Read = (resources: readonly ResolvedResource[], parts: readonly string[]) => object | undefined;

/** What an API has of a kind, as a list and one by one. */
interface Kind {
  readonly type: string;
  describe(resource: ResolvedResource): object;
}

const API: Kind = {
  type: 'AWS::ApiGatewayV2::Api',
  describe: ({ ref, logicalId, properties, attribute }) => ({
    apiId: ref,
    name: String(properties.Name ?? logicalId),
    protocolType: properties.ProtocolType ?? 'HTTP',
    routeSelectionExpression: properties.RouteSelectionExpression ?? '$request.method $request.path',
    apiEndpoint: attribute('ApiEndpoint'),
  }),
};

/** By the last part of their path. The service's JSON has the template's properties under names that begin small. */
const OF_API: Readonly<Record<string, Kind>> = {
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

const READS: readonly (readonly [path: RegExp, read: Read])[] = [
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

/** Answers, from the template, the reads of HTTP and WebSocket APIs: GetApis, GetApi, GetStages, GetStage, GetIntegrations,
 *  GetIntegration, GetRoutes and GetRoute. WebSocket APIs are described though they are not supported locally.
 *  @returns false for a request that is none of them.
 *  @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/operations.html */
export function answerHttpApiRead(
  resources: readonly ResolvedResource[],
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (request.method !== 'GET') return false;
  const { pathname } = new URL(request.url ?? '/', 'http://local');
  for (const [path, read] of READS) {
    const match = path.exec(pathname);
    if (!match) continue;
    const found = read(resources, match.slice(1).map(decodePath));
    response.writeHead(found ? 200 : 404, {
      'Content-Type': 'application/json',
      ...(!found && { 'x-amzn-ErrorType': 'NotFoundException' }),
    });
    response.end(JSON.stringify(found ?? { message: 'Invalid API identifier specified' }));
    return true;
  }
  return false;
}

function ofType(resources: readonly ResolvedResource[], { type }: Kind): ResolvedResource[] {
  return resources.filter((resource) => resource.type === type);
}

function ofApi(
  resources: readonly ResolvedResource[],
  id: string | undefined,
  name = '',
): { readonly kind: Kind; readonly resource: ResolvedResource }[] {
  const kind = OF_API[name];
  if (!kind) return [];
  const found = ofType(resources, kind).filter(({ properties }) => properties.ApiId === id);
  return found.map((resource) => ({ kind, resource }));
}

/** `StageName` becomes `stageName`, at any depth; the keys of maps that a user names stay as they are. */
function lowerCamel(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const small = name.slice(0, 1).toLowerCase() + name.slice(1);
      if (!isObject(value) || NAMED_BY_USERS.has(name)) return [small, value];
      if (name !== 'RouteSettings') return [small, lowerCamel(value)];
      const byRoute = Object.entries(value).map(([route, of]) => [route, isObject(of) ? lowerCamel(of) : of]);
      return [small, Object.fromEntries(byRoute)];
    }),
  );
}

const NAMED_BY_USERS: ReadonlySet<string> = new Set([
  'StageVariables',
  'Tags',
  'RequestParameters',
  'RequestTemplates',
  'ResponseParameters',
  'RequestModels',
]);
