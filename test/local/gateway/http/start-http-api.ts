import { accessLogFormat, HTTP_ACCESS_LOG_FIELDS } from '../../../../core/access-log-format.ts';
import type { ResolvedResource } from '../../../../core/template/resolve.ts';
import { HttpApiServer } from '../../../../local/gateway/http/api-server.ts';
import { readHttpApis } from '../../../../local/gateway/http/read-template.ts';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { serveApi } from '../shared/serve-api.ts';

type Properties = Readonly<Record<string, unknown>>;

export interface HttpApiProperties {
  /** By route key. `to` is the name of the integration, which is also the name of its function. */
  readonly routes?: Readonly<
    Record<string, { readonly to: string; readonly guarded?: true; readonly properties?: Properties }>
  >;
  /** Additional properties of the integrations, by name. */
  readonly integrations?: Readonly<Record<string, Properties>>;
  /** Properties of the authorizer of guarded routes; its function is `authorizer`. */
  readonly authorizer?: Properties;
  readonly cors?: Properties;
  /** The format of the access logs. */
  readonly format?: string;
  readonly stages?: readonly string[];
  /** Additional properties of the stages. */
  readonly stage?: Properties;
  /** Additional properties of the API. */
  readonly api?: Properties;
}

export const ARN = 'arn:aws:execute-api:us-east-1:000000000000:http123';

/** The resources of an HTTP API `http123`, as they are read from a template. */
export function httpApiResources({
  routes = { 'GET /notes': { to: 'list' } },
  integrations = {},
  authorizer,
  cors,
  format = accessLogFormat(HTTP_ACCESS_LOG_FIELDS),
  stages = ['$default', 'prod'],
  stage = {},
  api = {},
}: HttpApiProperties): ResolvedResource[] {
  const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const names = new Set([...Object.values(routes).map(({ to }) => to), ...Object.keys(integrations)]);
  const all: [ref: string, kind: string, properties: Properties][] = [
    ['http123', 'Api', { Name: 'notes', ProtocolType: 'HTTP', ...(cors && { CorsConfiguration: cors }), ...api }],
    ...[...names].map((name): [string, string, Properties] => [
      name,
      'Integration',
      {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: functionArn(name),
        PayloadFormatVersion: '2.0',
        ...integrations[name],
      },
    ]),
    ...Object.entries(routes).map(([RouteKey, { to, guarded, properties }]): [string, string, Properties] => [
      RouteKey,
      'Route',
      {
        RouteKey,
        Target: `integrations/${to}`,
        ...(guarded && { AuthorizationType: 'CUSTOM', AuthorizerId: 'auth1' }),
        ...properties,
      },
    ]),
    ...stages.map((name): [string, string, Properties] => [
      name,
      'Stage',
      {
        StageName: name,
        AccessLogSettings: {
          DestinationArn: `arn:aws:logs:us-east-1:000000000000:log-group:${name}:*`,
          Format: format,
        },
        ...stage,
        ...(name === 'prod' && { StageVariables: { color: 'blue' } }),
      },
    ]),
  ];
  if (authorizer) {
    const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn('authorizer')}/invocations`;
    all.push(['auth1', 'Authorizer', { AuthorizerType: 'REQUEST', AuthorizerUri: uri, ...authorizer }]);
  }
  return all.map(([ref, kind, properties]) => ({
    stack: { name: 'Stack', template: { Resources: {} }, assets: new Map() },
    logicalId: ref,
    type: `AWS::ApiGatewayV2::${kind}`,
    properties: { ApiId: 'http123', ...properties },
    metadata: {},
    ref,
    attribute: () => undefined,
  }));
}

/** Starts an HTTP API on a free port for one test. `invoke` and `rejects` are parameters of `scriptedInvoker`. */
export async function startHttpApi(invoke: Invoke, properties: HttpApiProperties = {}, rejects = false) {
  const { apis, unsupported } = readHttpApis(httpApiResources(properties));
  const served = await serveApi(HttpApiServer, apis, invoke, rejects);
  return { ...served, unsupported, access: (stage = '$default') => served.sink.messages(stage) };
}
