import { UNSET } from '../../core/access-log-format.ts';
import type { Answer } from './answer.ts';
import { clfTime } from './proxy-event.ts';
import type { GatewayRequest } from './request.ts';
import type { RestApi, Stage } from './rest-api.ts';
import type { Route } from './route.ts';

/** What is known of a request once it is answered. */
export interface Exchange {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly accountId: string;
  readonly request: GatewayRequest;
  /** Undefined when no method matched. */
  readonly route?: Route;
  readonly answer: Answer;
  readonly integration?: IntegrationResult;
  /** From the request's first byte to the answer's last; milliseconds. */
  readonly latencyMs: number;
}

/** What came of calling the function. */
export interface IntegrationResult {
  readonly latencyMs: number;
  /** Undefined when the function did not answer in time. */
  readonly requestId?: string;
  /** The function's own status; undefined when it gave none. */
  readonly status?: number;
  /** What the function's failure was, as API Gateway words it: lines of the execution log. Empty when it answered. */
  readonly errors: readonly string[];
}

type Variable = (exchange: Exchange) => string | number | undefined;

const header =
  (name: string): Variable =>
  ({ request }) =>
    request.headers.find(([key]) => key.toLowerCase() === name)?.[1];

/** The variables of access logs; those that are not here have no value on this machine.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
const VARIABLES: Readonly<Record<string, Variable>> = {
  accountId: ({ accountId }) => accountId,
  apiId: ({ api }) => api.id,
  domainName: (exchange) => String(header('host')(exchange) ?? '').replace(/:\d+$/, ''),
  domainPrefix: (exchange) => String(header('host')(exchange) ?? '').split('.')[0],
  'error.message': ({ answer }) => answer.error?.message,
  'error.messageString': ({ answer }) => (answer.error ? `"${answer.error.message}"` : undefined),
  'error.responseType': ({ answer }) => answer.error?.responseType,
  extendedRequestId: ({ request }) => request.extendedRequestId,
  httpMethod: ({ request }) => request.httpMethod,
  'identity.sourceIp': ({ request }) => request.sourceIp,
  'identity.userAgent': header('user-agent'),
  'integration.error': ({ integration }) => integration?.errors.at(-1),
  'integration.integrationStatus': ({ integration }) => (integration?.requestId === undefined ? undefined : 200),
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
  responseLatency: ({ latencyMs }) => Math.round(latencyMs),
  responseLength: ({ answer }) => answer.body.length,
  stage: ({ stage }) => stage.name,
  status: ({ answer }) => answer.status,
  xrayTraceId: ({ stage, request }) => (stage.tracing ? /Root=([^;]+)/.exec(request.traceId)?.[1] : undefined),
};

/** One access line in the stage's own format. */
export function accessLine(format: string, exchange: Exchange): string {
  return format.replace(/\$context\.([A-Za-z0-9_.]+)/g, (_, name: string) => {
    const value = Object.hasOwn(VARIABLES, name) ? VARIABLES[name]?.(exchange) : undefined;
    return value === undefined || value === '' ? UNSET : String(value);
  });
}
