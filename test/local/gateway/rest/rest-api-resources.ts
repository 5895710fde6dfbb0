import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../../../core/access-log-format.ts';
import type { ResolvedResource } from '../../../../core/template/resolve.ts';

export interface RestApiProperties {
  readonly level?: 'OFF' | 'ERROR' | 'INFO';
  readonly dataTrace?: boolean;
  /** The format of the access log. */
  readonly format?: string;
  /** The setting of one method. */
  readonly methodSetting?: { readonly path: string; readonly method: string; readonly level: string } & Throttling;
  /** The limits of all methods. */
  readonly throttling?: Throttling;
  /** Properties of the authorizer `auth1` of `/private` and `/private/{id}`; its function is `authorizer`. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  /** The timeout of the integration of `/streamed`. */
  readonly streamTimeoutMs?: number;
  readonly binaryMediaTypes?: readonly string[];
  readonly endpointTypes?: readonly string[];
  /** Additional resources of the API. */
  readonly extra?: readonly ApiResource[];
}

export interface Throttling {
  readonly ThrottlingRateLimit?: number;
  readonly ThrottlingBurstLimit?: number;
}

/** The value of `Ref`, the type, and the properties without the API's id. */
export type ApiResource = readonly [ref: string, type: string, properties: Readonly<Record<string, unknown>>];

/** The resources of a REST API `api123` with methods of many kinds, as they are read from a template. */
export function restApiResources({
  level = 'INFO',
  dataTrace = false,
  format = accessLogFormat(REST_ACCESS_LOG_FIELDS),
  methodSetting: { path, method: settingMethod, level: settingLevel, ...settingThrottling } = {
    path: '',
    method: '',
    level: '',
  },
  throttling = {},
  binaryMediaTypes = [],
  endpointTypes,
  authorizer,
  streamTimeoutMs = 900_000,
  extra = [],
}: RestApiProperties): ResolvedResource[] {
  const all: ApiResource[] = [
    [
      'api123',
      'AWS::ApiGateway::RestApi',
      {
        Name: 'notes',
        BinaryMediaTypes: binaryMediaTypes,
        ...(endpointTypes && { EndpointConfiguration: { Types: endpointTypes } }),
      },
    ],
    ...extra.map(([ref, type, properties]) => [ref, type, { RestApiId: 'api123', ...properties }] as ApiResource),
    ...resources(),
    ...method('GET', 'notes', lambda('list')),
    ...method('POST', 'notes', lambda('create')),
    ...method('OPTIONS', 'notes', preflight()),
    ...method('GET', 'rest', lambda('rest')),
    ...method('GET', 'note', lambda('get')),
    ...method('GET', 'mine', lambda('mine')),
    ...method('GET', 'file', lambda('files')),
    ...method('ANY', 'any', lambda('any')),
    ...method('GET', 'root', lambda('root')),
    ...method('GET', 'streamed', { ...lambda('streamed', true), TimeoutInMillis: streamTimeoutMs }),
    ...method('GET', 'slow', { ...lambda('slow'), TimeoutInMillis: 50 }),
    ...method('GET', 'guarded', lambda('guarded'), 'AWS_IAM'),
    ...(authorizer ? guardedRoutes(authorizer) : []),
    ...method('GET', 'http', { Type: 'HTTP_PROXY', Uri: 'https://example.com' }),
    [
      'prod',
      'AWS::ApiGateway::Stage',
      {
        RestApiId: 'api123',
        TracingEnabled: true,
        Variables: { color: 'blue' },
        AccessLogSetting: { DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:access', Format: format },
        MethodSettings: [
          { HttpMethod: '*', ResourcePath: '/*', LoggingLevel: level, DataTraceEnabled: dataTrace, ...throttling },
          ...(path
            ? [{ HttpMethod: settingMethod, ResourcePath: path, LoggingLevel: settingLevel, ...settingThrottling }]
            : []),
        ],
      },
    ],
  ];
  return all.map(([ref, type, properties]) => ({
    stack: { name: 'Stack', template: { Resources: {} }, assets: new Map() },
    logicalId: ref,
    ref,
    type,
    properties,
    metadata: {},
    attribute: () => undefined,
  }));
}

function guardedRoutes(authorizer: Readonly<Record<string, unknown>>): ApiResource[] {
  const AuthorizerUri = (lambda('authorizer') as { Uri: string }).Uri;
  const api = { RestApiId: 'api123' };
  const guard = { ...api, HttpMethod: 'GET', AuthorizationType: 'CUSTOM', AuthorizerId: 'auth1' };
  return [
    ['auth1', 'AWS::ApiGateway::Authorizer', { ...api, AuthorizerUri, ...authorizer }],
    ['private', 'AWS::ApiGateway::Resource', { ...api, ParentId: 'root', PathPart: 'private' }],
    ['below', 'AWS::ApiGateway::Resource', { ...api, ParentId: 'private', PathPart: '{id}' }],
    ['GETprivate', 'AWS::ApiGateway::Method', { ...guard, ResourceId: 'private', Integration: lambda('guarded') }],
    ['GETbelow', 'AWS::ApiGateway::Method', { ...guard, ResourceId: 'below', Integration: lambda('guarded') }],
  ];
}

function resources(): [string, string, Record<string, unknown>][] {
  const children: [string, string, string][] = [
    ['notes', 'root', 'notes'],
    ['note', 'notes', '{noteId}'],
    ['mine', 'notes', 'mine'],
    ['rest', 'notes', '{proxy+}'],
    ['files', 'root', 'files'],
    ['file', 'files', '{path+}'],
    ['any', 'root', 'any'],
    ['slow', 'root', 'slow'],
    ['streamed', 'root', 'streamed'],
    ['guarded', 'root', 'guarded'],
    ['http', 'root', 'http'],
  ];
  return children.map(([id, ParentId, PathPart]) => [
    id,
    'AWS::ApiGateway::Resource',
    { RestApiId: 'api123', ParentId, PathPart },
  ]);
}

function method(
  HttpMethod: string,
  ResourceId: string,
  Integration: object,
  AuthorizationType = 'NONE',
): [string, string, Record<string, unknown>][] {
  return [
    [
      `${HttpMethod}${ResourceId}`,
      'AWS::ApiGateway::Method',
      { RestApiId: 'api123', HttpMethod, ResourceId, Integration, AuthorizationType },
    ],
  ];
}

function lambda(name: string, streams = false): object {
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const path = streams
    ? `2021-11-15/functions/${arn}/response-streaming-invocations`
    : `2015-03-31/functions/${arn}/invocations`;
  return {
    Type: 'AWS_PROXY',
    Uri: `arn:aws:apigateway:us-east-1:lambda:path/${path}`,
    ...(streams && { ResponseTransferMode: 'STREAM' }),
  };
}

function preflight(): object {
  return {
    Type: 'MOCK',
    IntegrationResponses: [
      {
        StatusCode: '204',
        ResponseParameters: {
          'method.response.header.Access-Control-Allow-Origin': "'*'",
          'method.response.header.Access-Control-Allow-Methods': "'GET,POST'",
        },
      },
    ],
  };
}
