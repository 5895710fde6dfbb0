import { formatClfTime } from '../../../core/clf-time.ts';
import { isBinary } from './binary-media-types.ts';
import type { RoutedRequest } from './exchange.ts';

/** The event of payload format 1.0 that a function behind a Lambda proxy integration gets.
 *  @param authorizer what the method's authorizer found out.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export function proxyEvent(routed: RoutedRequest, authorizer?: Readonly<Record<string, unknown>>): object {
  const { requestContext, ...rest } = requestEvent(routed);
  return {
    ...rest,
    requestContext: { ...requestContext, ...(authorizer && { authorizer }) },
    ...bodyOf(routed),
  };
}

/** The part of the event that authorizers of type REQUEST get too. */
export function requestEvent({ request, method, pathParameters, api, stage, accountId }: RoutedRequest) {
  const [headers, multiValueHeaders] = singleAndMultiple(request.headers);
  const [query, multiValueQuery] = singleAndMultiple([...request.query]);
  const host = headers.Host ?? headers.host ?? 'localhost';
  return {
    resource: method.resourcePath,
    path: request.resourceRequestPath,
    httpMethod: request.httpMethod,
    headers,
    multiValueHeaders,
    queryStringParameters: orNull(query),
    multiValueQueryStringParameters: orNull(multiValueQuery),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
    requestContext: {
      resourceId: method.resourceId,
      resourcePath: method.resourcePath,
      httpMethod: request.httpMethod,
      extendedRequestId: request.extendedRequestId,
      requestTime: formatClfTime(request.time),
      requestTimeEpoch: request.time,
      path: request.path,
      accountId,
      protocol: request.protocol,
      stage: stage.name,
      domainName: host.replace(/:\d+$/, ''),
      domainPrefix: host.split('.')[0],
      requestId: request.requestId,
      apiId: api.id,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: request.sourceIp,
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: headers['User-Agent'] ?? headers['user-agent'] ?? null,
        user: null,
      },
    },
  };
}

type Pairs = readonly (readonly [string, string])[];

function singleAndMultiple(pairs: Pairs): [Record<string, string>, Record<string, string[]>] {
  const multiple = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = multiple.get(name);
    if (values) values.push(value);
    else multiple.set(name, [value]);
  }
  // A client may well send a name such as "__proto__": only `fromEntries` takes it for a name.
  return [Object.fromEntries(pairs), Object.fromEntries(multiple)];
}

function orNull<T extends object>(values: T): T | null {
  return Object.keys(values).length > 0 ? values : null;
}

function bodyOf({ request, api }: RoutedRequest): { body: string | null; isBase64Encoded: boolean } {
  const { body, headers } = request;
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const isBase64Encoded = isBinary(contentType, api.binaryMediaTypes);
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}
