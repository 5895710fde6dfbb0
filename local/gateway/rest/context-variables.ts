import { type ContextVariable, SHARED_VARIABLES } from '../shared/context-variables.ts';
import { firstHeader } from '../shared/request.ts';
import { gatewayResponseStatus } from './gateway-response.ts';
import type { RestAuthorization, RestRequestState } from './request-state.ts';

/** The variables of access logs and gateway responses. Other variables have no value locally.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
const VARIABLES: Readonly<Record<string, ContextVariable<RestRequestState>>> = {
  ...SHARED_VARIABLES,
  'authorize.status': ({ authorization }) => authorization && authorizerStatus(authorization),
  'authorizer.error': ({ authorization }) => authorization?.errors.at(-1),
  'authorizer.integrationLatency': ({ authorization }) => authorization?.integrationLatencyMs,
  'authorizer.integrationStatus': ({ authorization }) => authorization?.integrationStatus,
  'authorizer.latency': ({ authorization }) => authorization?.integrationLatencyMs,
  'authorizer.principalId': ({ authorization }) => authorization?.principalId,
  'authorizer.requestId': ({ authorization }) => authorization?.requestId,
  'authorizer.status': ({ authorization }) => authorization && authorizerStatus(authorization),
  resourceId: ({ method }) => method?.resourceId,
  resourcePath: ({ method }) => method?.resourcePath,
  // Custom gateway responses are rendered before the latency is known.
  responseLatency: ({ latencyMs = 0 }) => Math.round(latencyMs),
  xrayTraceId: ({ stage, request }) => (stage.tracing ? /Root=([^;]+)/.exec(request.traceId)?.[1] : undefined),
};

/** The value of `$context.<name>`; undefined if the variable has no value. */
export function restContextVariable(name: string, state: RestRequestState): string | number | undefined {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name]?.(state);
  // $context.authorizer.<key>: a member of the context that the authorizer's function returned.
  const key = /^authorizer\.(.+)$/.exec(name)?.[1];
  const context = state.authorization?.context;
  return key !== undefined && context && Object.hasOwn(context, key) ? context[key] : undefined;
}

function authorizerStatus({ rejection }: RestAuthorization): number {
  return rejection ? gatewayResponseStatus(rejection.type) : 200;
}

/** The value of a parameter mapping expression: `method.request.header.<name>`, `method.request.querystring.<name>`,
 *  `method.request.path.<name>`, `stageVariables.<name>`, `context.<name>`; undefined if it has no value.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html */
export function mappingExpressionValue(expression: string, state: RestRequestState): string | undefined {
  const [, source, name = ''] =
    /^(context|stageVariables|method\.request\.(?:header|querystring|path))\.(.+)$/.exec(expression) ?? [];
  const { request, stage, pathParameters } = state;
  switch (source) {
    case 'context':
      return restContextVariable(name, state)?.toString();
    case 'stageVariables':
      return stage.variables[name];
    case 'method.request.header':
      return firstHeader(request, name.toLowerCase());
    case 'method.request.querystring':
      return request.query.get(name) ?? undefined;
    case 'method.request.path':
      return pathParameters[name];
    default:
      return undefined;
  }
}
