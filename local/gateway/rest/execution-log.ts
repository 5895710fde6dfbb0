import { cutUtf8 } from '../../../core/cut-utf8.ts';
import type { NewLogEvent } from '../../log-sink.ts';
import {
  endpointRequestLines,
  endpointResponseLines,
  formatPairs,
  invokeUrl,
  maskSecret,
} from './execution-log-format.ts';
import type { RestMethod } from './model.ts';
import type { RestCompletedRequest } from './request-state.ts';

/** The longest text after the request id, in bytes of UTF-8; a longer one is cut and marked. */
const MAX_TEXT_BYTES = 1024;
const CUT_MARK = ' [TRUNCATED]';

/** The execution log lines of a request, in API Gateway's order. INFO writes all lines, ERROR only the lines of a failure;
 *  bodies and headers are written only with the data trace. For a request that is rejected before its method runs, the log
 *  has neither the request body nor the last lines. It never has the body of a gateway response.
 *  @param responseTime epoch milliseconds; lines before the integration's result have the time of the request.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-execution-logging.html
 *  @see https://repost.aws/knowledge-center/api-gateway-logs */
export function executionLines(completed: RestCompletedRequest, responseTime: number): NewLogEvent[] {
  const { request, method, stage } = completed;
  if (!method) return [];
  const { level, dataTrace } = stage.settingFor(method.resourcePath, request.httpMethod);
  const eventAt = (timestamp: number) => (text: string) => ({
    timestamp,
    message: `(${request.requestId}) ${cutUtf8(text, MAX_TEXT_BYTES, CUT_MARK)}`,
  });
  if (level === 'OFF') return [];
  if (level === 'ERROR') return failureLines(completed).map(eventAt(responseTime));
  return [
    ...requestLines(completed, method, dataTrace).map(eventAt(request.time)),
    ...responseLines(completed, dataTrace, responseTime).map(eventAt(responseTime)),
  ];
}

/** The lines up to the call of the integration. */
function requestLines(completed: RestCompletedRequest, method: RestMethod, dataTrace: boolean): string[] {
  const { request, api, stage, authorization, throttleError } = completed;
  const { requestId, httpMethod } = request;
  const apiStage = `${api.id}/${stage.name}`;
  const authorizerLines = (authorization?.lines ?? [])
    .filter(({ isDataTrace }) => dataTrace || !isDataTrace)
    .map(({ text }) => text);
  const firstLines = [`Extended Request Id: ${request.extendedRequestId}`, ...authorizerLines];
  if (authorization?.rejection) return firstLines;
  const usagePlanLine = `Verifying Usage Plan for request: ${requestId}. API Key:  API Stage: ${apiStage}`;
  if (throttleError !== undefined) return [...firstLines, usagePlanLine];
  return [
    ...firstLines,
    usagePlanLine,
    `API Key  authorized because method '${httpMethod} ${method.resourcePath}' does not require API Key. Request will not contribute to throttle or quota limits`,
    `Usage Plan check succeeded for API Key  and API Stage ${apiStage}`,
    `Starting execution for request: ${requestId}`,
    `HTTP Method: ${httpMethod}, Resource Path: ${request.resourceRequestPath}`,
    ...(dataTrace ? requestTraceLines(completed) : []),
    ...integrationRequestLines(completed, method, dataTrace),
  ];
}

function requestTraceLines({ request, pathParameters }: RestCompletedRequest): string[] {
  return [
    `Method request path: ${formatPairs(Object.entries(pathParameters))}`,
    `Method request query string: ${formatPairs([...request.query])}`,
    `Method request headers: ${formatPairs(request.headers.map(maskAuthorization))}`,
    `Method request body before transformations: ${request.body.toString('utf8')}`,
  ];
}

/** No lines for an integration without a backend. */
function integrationRequestLines(
  completed: RestCompletedRequest,
  { integration, httpMethod, resourcePath }: RestMethod,
  dataTrace: boolean,
): string[] {
  if (integration.type !== 'AWS_PROXY') return [];
  const url = invokeUrl(integration.functionArn, integration.streams);
  const source = `${completed.stage.name}/${httpMethod}${resourcePath}`;
  const requestBody = completed.integrationResult?.requestBody ?? '';
  return [...(dataTrace ? endpointRequestLines(completed, url, source, requestBody) : []), `Sending request to ${url}`];
}

/** The lines after the call of the integration. */
function responseLines(completed: RestCompletedRequest, dataTrace: boolean, responseTime: number): string[] {
  const { request, response, integrationResult, stage, authorization } = completed;
  const hasFailed = response.error !== undefined || (response.streamed?.errors.length ?? 0) > 0;
  return [
    ...(integrationResult?.serviceStatus !== undefined
      ? [
          `Received response. Status: ${integrationResult.serviceStatus}, Integration latency: ${Math.round(integrationResult.latencyMs)} ms`,
          ...(dataTrace ? endpointResponseLines(integrationResult, request.traceId, responseTime) : []),
        ]
      : []),
    ...errorLines(completed),
    ...(dataTrace && !response.error
      ? [
          `Method response body after transformations: ${response.body.toString('utf8')}`,
          `Method response headers: ${formatPairs([...response.headers, ['X-Amzn-Trace-Id', request.traceId]])}`,
        ]
      : []),
    ...(hasFailed ? [] : ['Successfully completed execution']),
    ...(authorization?.rejection ? [] : [completionLine(completed)]),
    ...(integrationResult?.requestId !== undefined
      ? [`AWS Integration Endpoint RequestId : ${integrationResult.requestId}`]
      : []),
    ...(stage.tracing ? [`X-ray Tracing ID : ${/Root=([^;]+)/.exec(request.traceId)?.[1] ?? request.traceId}`] : []),
  ];
}

/** All lines that the level ERROR writes. */
function failureLines(completed: RestCompletedRequest): string[] {
  const lines = errorLines(completed);
  if (lines.length === 0 || completed.authorization?.rejection) return lines;
  return [...lines, completionLine(completed)];
}

function completionLine({ response }: RestCompletedRequest): string {
  return `Method completed with status: ${response.status}`;
}

function errorLines({ response, authorization, integrationResult, throttleError }: RestCompletedRequest): string[] {
  if (!response.error) return [...(response.streamed?.errors ?? [])];
  const { customResponseType } = response.error;
  return [
    ...(authorization?.errors ?? []),
    ...(throttleError === undefined ? [] : [throttleError]),
    ...(integrationResult?.errors ?? []),
    ...(customResponseType === undefined
      ? []
      : [`Gateway response type: ${customResponseType} with status code: ${response.status}`]),
  ];
}

/** The service masks only this header. */
function maskAuthorization([name, value]: readonly [string, string]): readonly [string, string] {
  return name.toLowerCase() === 'authorization' ? [name, maskSecret(value)] : [name, value];
}
