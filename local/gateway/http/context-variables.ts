import { type ContextVariable, SHARED_VARIABLES } from '../shared/context-variables.ts';
import { gatewayResponseStatus } from './gateway-response.ts';
import type { HttpAuthorization, HttpRequestState } from './request-state.ts';

/** The variables of access logs. Other variables have no value locally.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const VARIABLES: Readonly<Record<string, ContextVariable<HttpRequestState>>> = {
  ...SHARED_VARIABLES,
  'authorizer.error': ({ authorization }) => authorization?.error,
  'authorizer.latency': ({ authorization }) => authorization && Math.round(authorization.latencyMs),
  'authorizer.principalId': ({ authorization }) => authorization?.principalId,
  'authorizer.status': ({ authorization }) => authorization && authorizerStatus(authorization),
  dataProcessed: ({ request, response }) => response && request.body.length + response.body.length,
  routeKey: ({ route }) => route?.routeKey,
};

/** The value of `$context.<name>`; undefined if the variable has no value. */
export function httpContextVariable(name: string, state: HttpRequestState): string | number | undefined {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name]?.(state);
  // $context.authorizer.<key>: a member of the context that the authorizer's function returned; lists and maps have no value.
  const key = /^authorizer\.(.+)$/.exec(name)?.[1];
  const context = state.authorization?.context;
  const value = key !== undefined && context && Object.hasOwn(context, key) ? context[key] : undefined;
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

function authorizerStatus({ rejection }: HttpAuthorization): number {
  return rejection === undefined ? 200 : gatewayResponseStatus(rejection);
}
