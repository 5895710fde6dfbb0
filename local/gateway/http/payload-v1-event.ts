import { formatClfTime } from '../../../core/clf-time.ts';
import { decodePath } from '../../http/read-request.ts';
import { joinedHeader } from '../shared/request.ts';
import { eventBody, requestDomain } from './event.ts';
import type { HttpAuthorization, HttpRouteRequest } from './request-state.ts';

/** The event of payload format 1.0, which is similar to that of REST APIs.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function payloadV1Event(state: HttpRouteRequest, authorization: HttpAuthorization | undefined): object {
  const { requestContext, ...rest } = payloadV1RequestEvent(state);
  const { body = null, isBase64Encoded } = eventBody(state.request);
  const { context, principalId } = authorization ?? {};
  return {
    version: '1.0',
    ...rest,
    requestContext: {
      ...requestContext,
      ...(authorization && { authorizer: { ...context, ...(principalId !== undefined && { principalId }) } }),
    },
    body,
    isBase64Encoded,
  };
}

/** The members that events of functions and of authorizers have in common. */
export function payloadV1RequestEvent({ request, route, api, stage, accountId, pathParameters }: HttpRouteRequest) {
  const path = decodePath(request.path);
  const { resourcePath } = route;
  const headers = request.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const query = [...request.query];
  return {
    resource: resourcePath,
    path,
    httpMethod: request.httpMethod,
    headers: Object.fromEntries(headers),
    multiValueHeaders: multiValues(headers),
    queryStringParameters: nullIfEmpty(Object.fromEntries(query)),
    multiValueQueryStringParameters: nullIfEmpty(multiValues(query)),
    requestContext: {
      accountId,
      apiId: api.id,
      ...requestDomain(request),
      extendedRequestId: request.extendedRequestId,
      httpMethod: request.httpMethod,
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: request.sourceIp,
        user: null,
        userAgent: joinedHeader(request, 'user-agent') ?? '',
        userArn: null,
      },
      path,
      protocol: request.protocol,
      requestId: request.requestId,
      requestTime: formatClfTime(request.time),
      requestTimeEpoch: request.time,
      resourceId: null,
      resourcePath,
      stage: stage.name,
    },
    pathParameters: nullIfEmpty(pathParameters),
    stageVariables: nullIfEmpty(stage.variables),
  };
}

function multiValues(pairs: readonly (readonly [name: string, value: string])[]): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function nullIfEmpty<T extends object>(values: T): T | null {
  return Object.keys(values).length > 0 ? values : null;
}
