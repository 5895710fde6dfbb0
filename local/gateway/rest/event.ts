import { formatClfTime } from '../../../core/clf-time.ts';
import { firstHeader } from '../shared/request.ts';
import type { RestAuthorization, RestMethodRequest } from './request-state.ts';

/** The event of a function behind a Lambda proxy integration (payload format 1.0).
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export function restEvent(state: RestMethodRequest, authorization: RestAuthorization | undefined): object {
  const { requestContext, ...rest } = restRequestEvent(state);
  const authorizer = authorization && {
    ...authorization.context,
    principalId: authorization.principalId,
    integrationLatency: authorization.integrationLatencyMs,
  };
  return {
    ...rest,
    requestContext: { ...requestContext, ...(authorizer && { authorizer }) },
    ...eventBody(state),
  };
}

/** The members that events of functions and of REQUEST authorizers have in common. */
export function restRequestEvent({ request, method, pathParameters, api, stage, accountId }: RestMethodRequest) {
  const [headers, multiValueHeaders] = singleAndMultiValues(request.headers);
  const [query, multiValueQuery] = singleAndMultiValues([...request.query]);
  const host = headers.Host ?? headers.host ?? 'localhost';
  return {
    resource: method.resourcePath,
    path: request.resourceRequestPath,
    httpMethod: request.httpMethod,
    headers,
    multiValueHeaders,
    queryStringParameters: nullIfEmpty(query),
    multiValueQueryStringParameters: nullIfEmpty(multiValueQuery),
    pathParameters: nullIfEmpty(pathParameters),
    stageVariables: nullIfEmpty(stage.variables),
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

type Pairs = readonly (readonly [name: string, value: string])[];

/** The last value by name, and all values by name. */
function singleAndMultiValues(pairs: Pairs): [Record<string, string>, Record<string, string[]>] {
  const multiValues = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = multiValues.get(name);
    if (values) values.push(value);
    else multiValues.set(name, [value]);
  }
  // A client can send the name "__proto__": `fromEntries` treats it as any other name.
  return [Object.fromEntries(pairs), Object.fromEntries(multiValues)];
}

function nullIfEmpty<T extends object>(values: T): T | null {
  return Object.keys(values).length > 0 ? values : null;
}

function eventBody({ request, api }: RestMethodRequest): { body: string | null; isBase64Encoded: boolean } {
  const { body } = request;
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  const isBase64Encoded = isBinary(firstHeader(request, 'content-type'), api.binaryMediaTypes);
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** Whether the API treats a media type as binary: its list contains the type, all subtypes (such as `image/*`), or all types.
 *  @param header the value of `Content-Type` or `Accept`. Only its first media type is used.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html */
export function isBinary(header: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  if (binaryMediaTypes.includes('*/*')) return true;
  const type = /^\s*([^;,\s]+)/.exec(header ?? '')?.[1]?.toLowerCase();
  if (type === undefined) return false;
  return binaryMediaTypes.some(
    (binary) => binary.toLowerCase() === type || binary.toLowerCase() === type.replace(/\/.*/, '/*'),
  );
}
