import { executeApiArn } from '../shared/policy.ts';
import { restRequestEvent } from './event.ts';
import type { RestMethodRequest } from './request-state.ts';

/** The event of a TOKEN authorizer.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
export function tokenAuthorizerEvent(state: RestMethodRequest, authorizationToken: string): object {
  return { type: 'TOKEN', methodArn: executeApiArn(state), authorizationToken };
}

/** The event of a REQUEST authorizer. */
export function requestAuthorizerEvent(state: RestMethodRequest): object {
  const event = restRequestEvent(state);
  return {
    type: 'REQUEST',
    methodArn: executeApiArn(state),
    ...event,
    // Authorizers receive an empty object where functions receive null.
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: event.stageVariables ?? {},
  };
}
