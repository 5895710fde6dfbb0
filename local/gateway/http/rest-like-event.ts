import { formatClfTime } from '../../../core/clf-time.ts';
import { decodePath } from '../../http/read-request.ts';
import { domainOf } from './event.ts';
import { bodyOf } from './event-body.ts';
import type { HttpAuthorization, RoutedHttpRequest } from './exchange.ts';
import { headerOf } from './headers.ts';

/** The event of payload format 1.0, which is nearly that of REST APIs.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function restLikeEvent(routed: RoutedHttpRequest, authorization: HttpAuthorization | undefined): object {
  const { requestContext, ...rest } = restLikeRequestEvent(routed);
  const { body = null, isBase64Encoded } = bodyOf(routed.request);
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

/** The part of the event that authorizers get too. */
export function restLikeRequestEvent({ request, route, api, stage, accountId, pathParameters }: RoutedHttpRequest) {
  const path = decodePath(request.path);
  const { resourcePath } = route;
  const headers = request.headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const query = [...request.query];
  return {
    resource: resourcePath,
    path,
    httpMethod: request.httpMethod,
    headers: Object.fromEntries(headers),
    multiValueHeaders: multiple(headers),
    queryStringParameters: orNull(Object.fromEntries(query)),
    multiValueQueryStringParameters: orNull(multiple(query)),
    requestContext: {
      accountId,
      apiId: api.id,
      ...domainOf(request),
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
        userAgent: headerOf(request, 'user-agent') ?? '',
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
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
  };
}

function multiple(pairs: readonly (readonly [name: string, value: string])[]): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function orNull<T extends object>(values: T): T | null {
  return Object.keys(values).length > 0 ? values : null;
}
