import { executeApiArn } from '../shared/policy.ts';
import type { HttpLambdaAuthorizer } from './authorizer-config.ts';
import { httpRequestEvent } from './event.ts';
import { payloadV1RequestEvent } from './payload-v1-event.ts';
import type { HttpRouteRequest } from './request-state.ts';

/** The event of an authorizer's function.
 *  @param identity the values of the identity sources, in their order.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function authorizerEvent(
  state: HttpRouteRequest,
  { payloadFormat }: Pick<HttpLambdaAuthorizer, 'payloadFormat'>,
  identity: readonly string[],
): object {
  if (payloadFormat === '2.0') {
    return {
      version: '2.0',
      type: 'REQUEST',
      routeArn: executeApiArn(state),
      identitySource: identity,
      ...httpRequestEvent(state),
    };
  }
  const event = payloadV1RequestEvent(state);
  return {
    version: '1.0',
    type: 'REQUEST',
    methodArn: executeApiArn(state),
    identitySource: identity.join(','),
    authorizationToken: identity.join(','),
    ...event,
    // Authorizers receive an empty object where functions receive null.
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: event.stageVariables ?? {},
  };
}
