import type { Exchange } from './access-log.ts';

/** Text after the prefix, in characters; the rest is cut, and marked. */
const LONGEST_TEXT = 1024;
const CUT_MARK = ' [TRUNCATED]';

/** The lines that API Gateway writes into the execution log for one request, in its order: all of them at INFO, those
 *  that tell of a failure at ERROR; bodies and headers only with the data trace.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/view-cloudwatch-log-events-in-cloudwatch-console.html */
export function executionLines(exchange: Exchange): string[] {
  const { request, route, stage } = exchange;
  if (!route) return [];
  const { level, dataTrace } = stage.executionLog(route.method.resourcePath, request.httpMethod);
  const lines = level === 'INFO' ? allLines(exchange, dataTrace) : level === 'ERROR' ? failureLines(exchange) : [];
  return lines.map((text) => `(${request.requestId}) ${cut(text)}`);
}

function allLines(exchange: Exchange, dataTrace: boolean): string[] {
  const { request, route, answer, integration, api, stage } = exchange;
  if (!route) return [];
  const trace = (lines: () => string[]) => (dataTrace ? lines() : []);
  const { requestId, httpMethod } = request;
  const { method } = route;
  const key = `${api.id}/${stage.name}`;
  const lines = [
    `Extended Request Id: ${request.extendedRequestId}`,
    `Verifying Usage Plan for request: ${requestId}. API Key:  API Stage: ${key}`,
    `API Key  authorized because method '${httpMethod} ${method.resourcePath}' does not require API Key. Request will not contribute to throttle or quota limits`,
    `Usage Plan check succeeded for API Key  and API Stage ${key}`,
    `Starting execution for request: ${requestId}`,
    `HTTP Method: ${httpMethod}, Resource Path: ${request.resourceRequestPath}`,
    ...trace(() => [
      `Method request path: ${braces(Object.entries(route.pathParameters))}`,
      `Method request query string: ${braces([...request.query])}`,
      `Method request headers: ${braces(request.headers.map(maskAuthorization))}`,
      `Method request body before transformations: ${request.body.toString('utf8')}`,
    ]),
  ];
  if (integration && method.integration.type === 'AWS_PROXY') {
    lines.push(
      ...trace(() => [
        `Endpoint request URI: https://lambda.local/2015-03-31/functions/${method.integration.type === 'AWS_PROXY' ? method.integration.functionArn : ''}/invocations`,
      ]),
      `Sending request to https://lambda.local/2015-03-31/functions/${method.integration.functionArn}/invocations`,
    );
    if (integration.requestId !== undefined) {
      lines.push(`Received response. Status: 200, Integration latency: ${Math.round(integration.latencyMs)} ms`);
    }
  }
  lines.push(
    ...failures(exchange),
    ...trace(() => [
      `Method response body after transformations: ${answer.body.toString('utf8')}`,
      `Method response headers: ${braces([...answer.headers, ['X-Amzn-Trace-Id', request.traceId]])}`,
    ]),
    ...(answer.error ? [] : ['Successfully completed execution']),
    `Method completed with status: ${answer.status}`,
  );
  if (integration?.requestId !== undefined) lines.push(`AWS Integration Endpoint RequestId : ${integration.requestId}`);
  if (stage.tracing) lines.push(`X-ray Tracing ID : ${/Root=([^;]+)/.exec(request.traceId)?.[1] ?? request.traceId}`);
  return lines;
}

function failureLines(exchange: Exchange): string[] {
  const lines = failures(exchange);
  return lines.length > 0 ? [...lines, `Method completed with status: ${exchange.answer.status}`] : [];
}

function failures({ answer, integration }: Exchange): string[] {
  if (!answer.error) return [];
  return [
    ...(integration?.error === undefined ? [] : [integration.error]),
    `Gateway response type: ${answer.error.responseType} with status code: ${answer.status}`,
  ];
}

/** `{name=value, name=value}` */
function braces(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([name, value]) => `${name}=${value}`).join(', ')}}`;
}

/** The service masks this one header itself, but for its last characters. */
function maskAuthorization([name, value]: readonly [string, string]): readonly [string, string] {
  return name.toLowerCase() === 'authorization'
    ? [name, `${'*'.repeat(Math.max(0, value.length - 6))}${value.slice(-6)}`]
    : [name, value];
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) + CUT_MARK : text;
}
