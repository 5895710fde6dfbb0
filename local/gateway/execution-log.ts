import type { NewLogEvent } from '../log-sink.ts';
import { endpointUri } from './endpoint-uri.ts';
import type { Exchange } from './exchange.ts';
import { masked } from './masked.ts';
import type { Route } from './route.ts';

/** Text after the prefix, in characters; the rest is cut, and marked. */
const LONGEST_TEXT = 1024;
const CUT_MARK = ' [TRUNCATED]';

/** The lines that API Gateway writes into the execution log for one request, in its order: all of them at INFO, those
 *  that tell of a failure at ERROR; bodies and headers only with the data trace.
 *  @param answeredAt epoch milliseconds; what came before the integration carries the request's own time.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/view-cloudwatch-log-events-in-cloudwatch-console.html */
export function executionLines(exchange: Exchange, answeredAt: number): NewLogEvent[] {
  const { request, route, stage } = exchange;
  if (!route) return [];
  const { level, dataTrace } = stage.executionLog(route.method.resourcePath, request.httpMethod);
  const at = (timestamp: number) => (text: string) => ({ timestamp, message: `(${request.requestId}) ${cut(text)}` });
  if (level === 'OFF') return [];
  if (level === 'ERROR') return failureLines(exchange).map(at(answeredAt));
  return [
    ...linesBefore(exchange, route, dataTrace).map(at(request.time)),
    ...linesAfter(exchange, dataTrace).map(at(answeredAt)),
  ];
}

function linesBefore(
  { request, api, stage, authorization }: Exchange,
  { method, pathParameters }: Route,
  dataTrace: boolean,
): string[] {
  const { requestId, httpMethod } = request;
  const key = `${api.id}/${stage.name}`;
  const { integration } = method;
  const uri = integration.type === 'AWS_PROXY' ? endpointUri(integration.functionArn, integration.streams) : undefined;
  const authorizerLines = (authorization?.lines ?? [])
    .filter(({ traced }) => dataTrace || !traced)
    .map(({ text }) => text);
  const beginning = [`Extended Request Id: ${request.extendedRequestId}`, ...authorizerLines];
  if (authorization?.refusal) return beginning;
  return [
    ...beginning,
    `Verifying Usage Plan for request: ${requestId}. API Key:  API Stage: ${key}`,
    `API Key  authorized because method '${httpMethod} ${method.resourcePath}' does not require API Key. Request will not contribute to throttle or quota limits`,
    `Usage Plan check succeeded for API Key  and API Stage ${key}`,
    `Starting execution for request: ${requestId}`,
    `HTTP Method: ${httpMethod}, Resource Path: ${request.resourceRequestPath}`,
    ...(dataTrace
      ? [
          `Method request path: ${braces(Object.entries(pathParameters))}`,
          `Method request query string: ${braces([...request.query])}`,
          `Method request headers: ${braces(request.headers.map(maskAuthorization))}`,
          `Method request body before transformations: ${request.body.toString('utf8')}`,
        ]
      : []),
    ...(uri !== undefined && dataTrace ? [`Endpoint request URI: ${uri}`] : []),
    ...(uri !== undefined ? [`Sending request to ${uri}`] : []),
  ];
}

function linesAfter(exchange: Exchange, dataTrace: boolean): string[] {
  const { request, answer, integration, stage } = exchange;
  const answered = integration?.requestId !== undefined;
  return [
    ...(answered
      ? [`Received response. Status: 200, Integration latency: ${Math.round(integration.latencyMs)} ms`]
      : []),
    ...failures(exchange),
    ...(dataTrace
      ? [
          `Method response body after transformations: ${answer.body.toString('utf8')}`,
          `Method response headers: ${braces([...answer.headers, ['X-Amzn-Trace-Id', request.traceId]])}`,
        ]
      : []),
    ...(answer.error || answer.streamed?.errors.length ? [] : ['Successfully completed execution']),
    `Method completed with status: ${answer.status}`,
    ...(answered ? [`AWS Integration Endpoint RequestId : ${integration.requestId}`] : []),
    ...(stage.tracing ? [`X-ray Tracing ID : ${/Root=([^;]+)/.exec(request.traceId)?.[1] ?? request.traceId}`] : []),
  ];
}

function failureLines(exchange: Exchange): string[] {
  const lines = failures(exchange);
  return lines.length > 0 ? [...lines, `Method completed with status: ${exchange.answer.status}`] : [];
}

function failures({ answer, authorization, integration }: Exchange): string[] {
  const broken = answer.streamed?.errors ?? [];
  if (!answer.error) return [...broken];
  return [
    ...(authorization?.errors ?? []),
    ...(integration?.errors ?? []),
    `Gateway response type: ${answer.error.responseType} with status code: ${answer.status}`,
  ];
}

/** `{name=value, name=value}` */
function braces(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([name, value]) => `${name}=${value}`).join(', ')}}`;
}

/** The service masks this one header itself. */
function maskAuthorization([name, value]: readonly [string, string]): readonly [string, string] {
  return name.toLowerCase() === 'authorization' ? [name, masked(value)] : [name, value];
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) + CUT_MARK : text;
}
