import { cutUtf8 } from '../../../core/cut-utf8.ts';
import type { NewLogEvent } from '../../log-sink.ts';
import { masked } from '../shared/masked.ts';
import { braces } from './braces.ts';
import { endpointRequestLines, endpointResponseLines } from './endpoint-lines.ts';
import { endpointUri } from './endpoint-uri.ts';
import type { Exchange } from './exchange.ts';
import type { Method } from './model.ts';

/** Text after the prefix, in bytes of UTF-8; the rest is cut, and marked. */
const LONGEST_TEXT = 1024;
const CUT_MARK = ' [TRUNCATED]';

/** The lines that API Gateway writes into the execution log for one request, in its order: all of them at INFO, those
 *  that tell of a failure at ERROR; bodies and headers only with the data trace. Of a request that is refused before its
 *  method is executed there is neither a body nor a line about its end, and of an answer that API Gateway gives itself no body.
 *  @param answeredAt epoch milliseconds; what came before the integration carries the request's own time.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-execution-logging.html
 *  @see https://repost.aws/knowledge-center/api-gateway-logs */
export function executionLines(exchange: Exchange, answeredAt: number): NewLogEvent[] {
  const { request, method, stage } = exchange;
  if (!method) return [];
  const { level, dataTrace } = stage.settings(method.resourcePath, request.httpMethod);
  const at = (timestamp: number) => (text: string) => ({
    timestamp,
    message: `(${request.requestId}) ${cutUtf8(text, LONGEST_TEXT, CUT_MARK)}`,
  });
  if (level === 'OFF') return [];
  if (level === 'ERROR') return failureLines(exchange).map(at(answeredAt));
  return [
    ...linesBefore(exchange, method, dataTrace).map(at(request.time)),
    ...linesAfter(exchange, dataTrace, answeredAt).map(at(answeredAt)),
  ];
}

function linesBefore(exchange: Exchange, method: Method, dataTrace: boolean): string[] {
  const { request, api, stage, authorization, throttled } = exchange;
  const { requestId, httpMethod } = request;
  const key = `${api.id}/${stage.name}`;
  const authorizerLines = (authorization?.lines ?? [])
    .filter(({ traced }) => dataTrace || !traced)
    .map(({ text }) => text);
  const beginning = [`Extended Request Id: ${request.extendedRequestId}`, ...authorizerLines];
  if (authorization?.refusal) return beginning;
  const usagePlan = `Verifying Usage Plan for request: ${requestId}. API Key:  API Stage: ${key}`;
  if (throttled !== undefined) return [...beginning, usagePlan];
  return [
    ...beginning,
    usagePlan,
    `API Key  authorized because method '${httpMethod} ${method.resourcePath}' does not require API Key. Request will not contribute to throttle or quota limits`,
    `Usage Plan check succeeded for API Key  and API Stage ${key}`,
    `Starting execution for request: ${requestId}`,
    `HTTP Method: ${httpMethod}, Resource Path: ${request.resourceRequestPath}`,
    ...(dataTrace ? requestLines(exchange) : []),
    ...sendingLines(exchange, method, dataTrace),
  ];
}

function requestLines({ request, pathParameters }: Exchange): string[] {
  return [
    `Method request path: ${braces(Object.entries(pathParameters))}`,
    `Method request query string: ${braces([...request.query])}`,
    `Method request headers: ${braces(request.headers.map(maskAuthorization))}`,
    `Method request body before transformations: ${request.body.toString('utf8')}`,
  ];
}

/** None for an integration that asks nobody. */
function sendingLines(exchange: Exchange, method: Method, dataTrace: boolean): string[] {
  const { integration } = method;
  if (integration.type !== 'AWS_PROXY') return [];
  const uri = endpointUri(integration.functionArn, integration.streams);
  const source = `${exchange.stage.name}/${method.httpMethod}${method.resourcePath}`;
  return [
    ...(dataTrace ? endpointRequestLines(exchange, uri, source, exchange.integration?.requestBody ?? '') : []),
    `Sending request to ${uri}`,
  ];
}

function linesAfter(exchange: Exchange, dataTrace: boolean, answeredAt: number): string[] {
  const { request, answer, integration, stage, authorization } = exchange;
  const failed = answer.error !== undefined || (answer.streamed?.errors.length ?? 0) > 0;
  return [
    ...(integration?.serviceStatus !== undefined
      ? [
          `Received response. Status: ${integration.serviceStatus}, Integration latency: ${Math.round(integration.latencyMs)} ms`,
          ...(dataTrace ? endpointResponseLines(integration, request.traceId, answeredAt) : []),
        ]
      : []),
    ...failures(exchange),
    ...(dataTrace && !answer.error
      ? [
          `Method response body after transformations: ${answer.body.toString('utf8')}`,
          `Method response headers: ${braces([...answer.headers, ['X-Amzn-Trace-Id', request.traceId]])}`,
        ]
      : []),
    ...(failed ? [] : ['Successfully completed execution']),
    ...(authorization?.refusal ? [] : [`Method completed with status: ${answer.status}`]),
    ...(integration?.requestId !== undefined ? [`AWS Integration Endpoint RequestId : ${integration.requestId}`] : []),
    ...(stage.tracing ? [`X-ray Tracing ID : ${/Root=([^;]+)/.exec(request.traceId)?.[1] ?? request.traceId}`] : []),
  ];
}

function failureLines(exchange: Exchange): string[] {
  const lines = failures(exchange);
  if (lines.length === 0 || exchange.authorization?.refusal) return lines;
  return [...lines, `Method completed with status: ${exchange.answer.status}`];
}

function failures({ answer, authorization, integration, throttled }: Exchange): string[] {
  if (!answer.error) return [...(answer.streamed?.errors ?? [])];
  const { customizedBy } = answer.error;
  return [
    ...(authorization?.errors ?? []),
    ...(throttled === undefined ? [] : [throttled]),
    ...(integration?.errors ?? []),
    ...(customizedBy === undefined
      ? []
      : [`Gateway response type: ${customizedBy} with status code: ${answer.status}`]),
  ];
}

/** The service masks this one header itself. */
function maskAuthorization([name, value]: readonly [string, string]): readonly [string, string] {
  return name.toLowerCase() === 'authorization' ? [name, masked(value)] : [name, value];
}
