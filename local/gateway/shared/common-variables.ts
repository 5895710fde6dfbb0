import { formatClfTime } from '../../../core/clf-time.ts';
import type { Answer } from './answer.ts';
import type { IntegrationResult } from './integration-result.ts';
import type { GatewayRequest } from './request.ts';

/** Of a request under way what every kind of API knows of it so far. */
export interface CommonKnown {
  readonly accountId: string;
  readonly api: { readonly id: string };
  readonly stage: { readonly name: string };
  readonly request: GatewayRequest;
  readonly integration?: IntegrationResult;
  readonly answer?: Answer;
  readonly latencyMs?: number;
}

/** What a `$context` variable stands for; undefined where it has no value. */
export type Variable<Known> = (known: Known) => string | number | undefined;

const header =
  (name: string): Variable<CommonKnown> =>
  ({ request }) =>
    request.headers.find(([key]) => key.toLowerCase() === name)?.[1];

/** The variables that REST and HTTP APIs have in common. */
export const COMMON_VARIABLES: Readonly<Record<string, Variable<CommonKnown>>> = {
  accountId: ({ accountId }) => accountId,
  apiId: ({ api }) => api.id,
  awsEndpointRequestId: ({ integration }) => integration?.requestId,
  domainName: (known) => String(header('host')(known) ?? '').replace(/:\d+$/, ''),
  domainPrefix: (known) => String(header('host')(known) ?? '').split('.')[0],
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
  requestTime: ({ request }) => formatClfTime(request.time),
  requestTimeEpoch: ({ request }) => request.time,
  responseLatency: ({ latencyMs }) => latencyMs && Math.round(latencyMs),
  responseLength: ({ answer }) => answer && answer.body.length + (answer.streamed?.bytes ?? 0),
  stage: ({ stage }) => stage.name,
  status: ({ answer }) => answer?.status,
};
