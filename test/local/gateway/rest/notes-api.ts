import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../../../core/access-log-format.ts';
import type { ResolvedResource } from '../../../../core/template/resolve.ts';

export interface StageProperties {
  readonly level?: 'OFF' | 'ERROR' | 'INFO';
  readonly dataTrace?: boolean;
  /** Of the access log. */
  readonly format?: string;
  readonly ofRoute?: { readonly path: string; readonly method: string; readonly level: string } & Throttling;
  /** Of all routes. */
  readonly throttling?: Throttling;
  /** Properties of an authorizer `auth1`, whose function is `authorizer`, before `/asked` and what is below. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  /** Of `/streamed`. */
  readonly streamTimeoutMs?: number;
  readonly binaryMediaTypes?: readonly string[];
  readonly endpointTypes?: readonly string[];
  /** Resources of the API besides its routes. */
  readonly extra?: readonly ApiResource[];
}

export interface Throttling {
  readonly ThrottlingRateLimit?: number;
  readonly ThrottlingBurstLimit?: number;
}

/** What `Ref` gives, the type, and the properties but for the API's id. */
export type ApiResource = readonly [ref: string, type: string, properties: Readonly<Record<string, unknown>>];

/** The resources of a REST API `api123` with many kinds of routes, as they come from a template; `name` is the function behind one. */
export function notesApi({
  level = 'INFO',
  dataTrace = false,
  format = accessLogFormat(REST_ACCESS_LOG_FIELDS),
  ofRoute: { path, method: ofMethod, level: ofLevel, ...ofThrottling } = { path: '', method: '', level: '' },
  throttling = {},
  binaryMediaTypes = [],
  endpointTypes,
  authorizer,
  streamTimeoutMs = 900_000,
  extra = [],
}: StageProperties): ResolvedResource[] {
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
          ...(path ? [{ HttpMethod: ofMethod, ResourcePath: path, LoggingLevel: ofLevel, ...ofThrottling }] : []),
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
  const of = { RestApiId: 'api123' };
  const guard = { ...of, HttpMethod: 'GET', AuthorizationType: 'CUSTOM', AuthorizerId: 'auth1' };
  return [
    ['auth1', 'AWS::ApiGateway::Authorizer', { ...of, AuthorizerUri, ...authorizer }],
    ['asked', 'AWS::ApiGateway::Resource', { ...of, ParentId: 'root', PathPart: 'asked' }],
    ['below', 'AWS::ApiGateway::Resource', { ...of, ParentId: 'asked', PathPart: '{id}' }],
    ['GETasked', 'AWS::ApiGateway::Method', { ...guard, ResourceId: 'asked', Integration: lambda('guarded') }],
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
