import type { HttpAuthorizer } from './authorizer-config.ts';
import { requestEvent } from './event.ts';
import type { RoutedHttpRequest } from './exchange.ts';
import { restLikeRequestEvent } from './rest-like-event.ts';

/** The event that the function of an authorizer gets.
 *  @param identity the values of its identity sources, in their order.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function authorizerEvent(
  routed: RoutedHttpRequest,
  { payloadFormat }: Pick<HttpAuthorizer, 'payloadFormat'>,
  identity: readonly string[],
): object {
  if (payloadFormat === '2.0') {
    return {
      version: '2.0',
      type: 'REQUEST',
      routeArn: routeArn(routed),
      identitySource: identity,
      ...requestEvent(routed),
    };
  }
  const event = restLikeRequestEvent(routed);
  return {
    version: '1.0',
    type: 'REQUEST',
    methodArn: routeArn(routed),
    identitySource: identity.join(','),
    authorizationToken: identity.join(','),
    ...event,
    // Where functions get null, authorizers get nothing in braces.
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: event.stageVariables ?? {},
  };
}

/** What a policy names a request's route by. */
export function routeArn({ region, accountId, api, stage, request }: RoutedHttpRequest): string {
  const path = request.resourceRequestPath.replace(/^\//, '');
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${request.httpMethod}/${path}`;
}
