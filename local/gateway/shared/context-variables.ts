import { formatClfTime } from '../../../core/clf-time.ts';
import type { ClientResponse } from './client-response.ts';
import type { IntegrationResult } from './integration-result.ts';
import { firstHeader, type GatewayRequest } from './request.ts';

/** The state of a request, as far as APIs of all kinds have it. */
export interface SharedRequestState {
  readonly accountId: string;
  readonly api: { readonly id: string };
  readonly stage: { readonly name: string };
  readonly request: GatewayRequest;
  readonly integrationResult?: IntegrationResult;
  readonly response?: ClientResponse;
  readonly latencyMs?: number;
}

/** Returns the value of a `$context` variable; undefined if the variable has no value. */
export type ContextVariable<State> = (state: State) => string | number | undefined;

const header =
  (name: string): ContextVariable<SharedRequestState> =>
  ({ request }) =>
    firstHeader(request, name);

/** The variables that REST and HTTP APIs have in common. */
export const SHARED_VARIABLES: Readonly<Record<string, ContextVariable<SharedRequestState>>> = {
  accountId: ({ accountId }) => accountId,
  apiId: ({ api }) => api.id,
  awsEndpointRequestId: ({ integrationResult }) => integrationResult?.requestId,
  domainName: (state) => String(header('host')(state) ?? '').replace(/:\d+$/, ''),
  domainPrefix: (state) => String(header('host')(state) ?? '').split('.')[0],
  'error.message': ({ response }) => response?.error?.message ?? undefined,
  'error.messageString': ({ response }) =>
    response?.error?.message ? JSON.stringify(response.error.message) : undefined,
  'error.responseType': ({ response }) => response?.error?.responseType,
  extendedRequestId: ({ request }) => request.extendedRequestId,
  httpMethod: ({ request }) => request.httpMethod,
  'identity.sourceIp': ({ request }) => request.sourceIp,
  'identity.userAgent': header('user-agent'),
  'integration.error': ({ integrationResult }) => integrationResult?.errors.at(-1),
  'integration.integrationStatus': ({ integrationResult }) => integrationResult?.serviceStatus,
  'integration.latency': ({ integrationResult }) => integrationResult && Math.round(integrationResult.latencyMs),
  'integration.requestId': ({ integrationResult }) => integrationResult?.requestId,
  'integration.status': ({ integrationResult }) => integrationResult?.status,
  integrationErrorMessage: ({ integrationResult }) => integrationResult?.errors.at(-1),
  integrationLatency: ({ integrationResult }) => integrationResult && Math.round(integrationResult.latencyMs),
  integrationStatus: ({ integrationResult }) => integrationResult?.status,
  path: ({ request }) => request.path,
  protocol: ({ request }) => request.protocol,
  requestId: ({ request }) => request.requestId,
  requestTime: ({ request }) => formatClfTime(request.time),
  requestTimeEpoch: ({ request }) => request.time,
  responseLatency: ({ latencyMs }) => latencyMs && Math.round(latencyMs),
  responseLength: ({ response }) => response && response.body.length + (response.streamed?.bytes ?? 0),
  stage: ({ stage }) => stage.name,
  status: ({ response }) => response?.status,
};
