import type { Authorization } from './authorization.ts';
import { clfTime } from './clf-time.ts';
import type { Arrival, Exchange } from './exchange.ts';

/** Of a request under way what is known of it so far. */
export type Known = Arrival & Partial<Exchange>;
type Variable = (known: Known) => string | number | undefined;

const header =
  (name: string): Variable =>
  ({ request }) =>
    request.headers.find(([key]) => key.toLowerCase() === name)?.[1];

/** The variables of access logs and gateway responses; those that are not here have no value on this machine.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
const VARIABLES: Readonly<Record<string, Variable>> = {
  accountId: ({ accountId }) => accountId,
  apiId: ({ api }) => api.id,
  'authorize.status': ({ authorization }) => authorization && statusOf(authorization),
  'authorizer.error': ({ authorization }) => authorization?.errors.at(-1),
  'authorizer.integrationLatency': ({ authorization }) => authorization?.integrationLatencyMs,
  'authorizer.integrationStatus': ({ authorization }) => authorization?.integrationStatus,
  'authorizer.latency': ({ authorization }) => authorization?.integrationLatencyMs,
  'authorizer.principalId': ({ authorization }) => authorization?.principalId,
  'authorizer.requestId': ({ authorization }) => authorization?.requestId,
  'authorizer.status': ({ authorization }) => authorization && statusOf(authorization),
  awsEndpointRequestId: ({ integration }) => integration?.requestId,
  domainName: (exchange) => String(header('host')(exchange) ?? '').replace(/:\d+$/, ''),
  domainPrefix: (exchange) => String(header('host')(exchange) ?? '').split('.')[0],
  'error.message': ({ answer }) => answer?.error?.message ?? undefined,
  'error.messageString': ({ answer }) => (answer?.error?.message ? JSON.stringify(answer.error.message) : undefined),
  'error.responseType': ({ answer }) => answer?.error?.responseType,
  extendedRequestId: ({ request }) => request.extendedRequestId,
  httpMethod: ({ request }) => request.httpMethod,
  'identity.sourceIp': ({ request }) => request.sourceIp,
  'identity.userAgent': header('user-agent'),
  'integration.error': ({ integration }) => integration?.errors.at(-1),
  'integration.integrationStatus': ({ integration }) => integration?.serviceStatus,
  'integration.latency': ({ integration }) => integration && Math.round(integration.latencyMs),
  'integration.requestId': ({ integration }) => integration?.requestId,
  'integration.status': ({ integration }) => integration?.status,
  integrationErrorMessage: ({ integration }) => integration?.errors.at(-1),
  integrationLatency: ({ integration }) => integration && Math.round(integration.latencyMs),
  integrationStatus: ({ integration }) => integration?.status,
  path: ({ request }) => request.path,
  protocol: ({ request }) => request.protocol,
  requestId: ({ request }) => request.requestId,
  requestTime: ({ request }) => clfTime(request.time),
  requestTimeEpoch: ({ request }) => request.time,
  resourceId: ({ route }) => route?.method.resourceId,
  resourcePath: ({ route }) => route?.method.resourcePath,
  responseLatency: ({ latencyMs }) => latencyMs && Math.round(latencyMs),
  responseLength: ({ answer }) => answer && answer.body.length + (answer.streamed?.bytes ?? 0),
  stage: ({ stage }) => stage.name,
  status: ({ answer }) => answer?.status,
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
