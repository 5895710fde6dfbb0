import { COMMON_VARIABLES, type Variable } from '../shared/common-variables.ts';
import type { Authorization } from './authorization.ts';
import type { Arrival, Exchange } from './exchange.ts';

/** Of a request under way what is known of it so far. */
export type Known = Arrival & Partial<Exchange>;

/** The variables of access logs and gateway responses; those that are not here have no value on this machine.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
const VARIABLES: Readonly<Record<string, Variable<Known>>> = {
  ...COMMON_VARIABLES,
  'authorize.status': ({ authorization }) => authorization && statusOf(authorization),
  'authorizer.error': ({ authorization }) => authorization?.errors.at(-1),
  'authorizer.integrationLatency': ({ authorization }) => authorization?.integrationLatencyMs,
  'authorizer.integrationStatus': ({ authorization }) => authorization?.integrationStatus,
  'authorizer.latency': ({ authorization }) => authorization?.integrationLatencyMs,
  'authorizer.principalId': ({ authorization }) => authorization?.principalId,
  'authorizer.requestId': ({ authorization }) => authorization?.requestId,
  'authorizer.status': ({ authorization }) => authorization && statusOf(authorization),
  resourceId: ({ method }) => method?.resourceId,
  resourcePath: ({ method }) => method?.resourcePath,
  xrayTraceId: ({ stage, request }) => (stage.tracing ? /Root=([^;]+)/.exec(request.traceId)?.[1] : undefined),
};

/** The value of `$context.<name>`; undefined where it has none. */
export function contextVariable(name: string, known: Known): string | number | undefined {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name]?.(known);
  // What the authorizer's function added, by its own keys.
  const key = /^authorizer\.(.+)$/.exec(name)?.[1];
  const context = known.authorization?.context;
  return key !== undefined && context && Object.hasOwn(context, key) ? context[key] : undefined;
}

/** What the client would get for the authorizer's part alone. */
function statusOf({ refusal }: Authorization): number {
  if (!refusal) return 200;
  return refusal.type === 'UNAUTHORIZED' ? 401 : refusal.type === 'ACCESS_DENIED' ? 403 : 500;
}
