import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../../../core/access-log-format.ts';
import { apiCallId } from '../../../../core/calls/api-call-id.ts';
import type { LogEvent } from '../../../../core/log-event.ts';

export const ACCESS = 'notes-access';
export const EXECUTION = 'API-Gateway-Execution-Logs_api1/prod';
export const FUNCTION = '/aws/lambda/notes-create';

/** A request that a client sent, and its result. */
export interface Sent {
  readonly n: number;
  readonly time: number;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly userId: string;
  readonly request: string;
  readonly response: string;
  readonly latencyMs: number;
}

export const requestIdOf = ({ n }: Sent) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const functionIdOf = ({ n }: Sent) => `ffffffff-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const extendedIdOf = ({ n }: Sent) => `Ext${n}PEFcuQ=`;

/** The expected `ApiCall` of the request. */
export function callOf(sent: Sent) {
  return {
    id: apiCallId({ time: sent.time, apiId: 'api1', stage: 'prod', uniqueId: extendedIdOf(sent) }),
    userId: sent.userId,
    source: 'api',
    method: sent.method,
    route: sent.route,
    status: sent.status,
    createdAt: new Date(sent.time).toISOString(),
    request: sent.request,
    response: sent.response,
    latencyMs: sent.latencyMs,
    requestId: requestIdOf(sent),
    functionRequestId: functionIdOf(sent),
  };
}

/** The log events of API Gateway, Lambda and Tailgate's helper for the request. */
export function linesOf(sent: Sent): LogEvent[] {
  const end = sent.time + sent.latencyMs;
  return [
    event(ACCESS, sent, end, accessLine(sent)),
    event(FUNCTION, sent, sent.time + 1, platform('platform.start', sent, {})),
    event(
      FUNCTION,
      sent,
      sent.time + 2,
      JSON.stringify({ level: 'INFO', message: 'working', requestId: functionIdOf(sent) }),
    ),
    event(FUNCTION, sent, end - 1, helperLine(sent)),
    event(FUNCTION, sent, end, platform('platform.report', sent, { status: 'success', metrics: { durationMs: 5 } })),
    ...executionLines(sent).map((text, index) => event(EXECUTION, sent, sent.time + index, text)),
  ];
}

function event(group: string, sent: Sent, timestamp: number, message: string): LogEvent {
  const eventId = `${group} ${sent.n} ${timestamp} ${message.length}`;
  return { eventId, group, stream: 's', timestamp, ingestionTime: timestamp, message };
}

export function accessLine(sent: Sent): string {
  const values: Readonly<Record<string, string | number>> = {
    '$context.requestId': requestIdOf(sent),
    '$context.extendedRequestId': extendedIdOf(sent),
    '$context.apiId': 'api1',
    '$context.stage': 'prod',
    '$context.requestTimeEpoch': sent.time,
    '$context.httpMethod': sent.method,
    '$context.resourcePath': sent.route,
    '$context.path': `/prod${sent.route}`,
    '$context.status': sent.status,
    '$context.responseLatency': sent.latencyMs,
    '$context.integration.requestId': functionIdOf(sent),
    '$context.authorizer.principalId': sent.userId,
    '$context.identity.sourceIp': '203.0.113.10',
  };
  return accessLogFormat(REST_ACCESS_LOG_FIELDS).replace(/\$context\.[\w.]+/g, (name) => String(values[name] ?? '-'));
}

function helperLine(sent: Sent): string {
  const { request, response, userId, status } = sent;
  const ids = {
    requestId: requestIdOf(sent),
    extendedRequestId: extendedIdOf(sent),
    functionRequestId: functionIdOf(sent),
  };
  const apiCall = { id: callOf(sent).id, source: 'api', userId, status, request, response, ...ids };
  return JSON.stringify({ level: 'INFO', message: 'api.call', function_request_id: functionIdOf(sent), apiCall });
}

function platform(type: string, sent: Sent, record: object): string {
  return JSON.stringify({ time: 'x', type, record: { requestId: functionIdOf(sent), ...record } });
}

function executionLines(sent: Sent): string[] {
  return [
    `Extended Request Id: ${extendedIdOf(sent)}`,
    `HTTP Method: ${sent.method}, Resource Path: ${sent.route}`,
    `Method request body before transformations: ${sent.request}`,
    `Method response body after transformations: ${sent.response}`,
    `Method completed with status: ${sent.status}`,
    `AWS Integration Endpoint RequestId : ${functionIdOf(sent)}`,
  ].map((text) => `(${requestIdOf(sent)}) ${text}`);
}
