import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { isLoopbackHost } from '../endpoint.ts';
import type { LogSink } from '../log-sink.ts';
import { accessLine, type Exchange, type IntegrationResult } from './access-log.ts';
import { type Answer, gatewayResponse, readProxyAnswer } from './answer.ts';
import { executionLines } from './execution-log.ts';
import { proxyEvent } from './proxy-event.ts';
import { BodyTooLargeError, type GatewayRequest, openRequest, readBody } from './request.ts';
import type { LambdaProxyIntegration, RestApi, Stage } from './rest-api.ts';
import { findRoute, type Route } from './route.ts';

/** Calls functions; the local Lambda does. */
export interface Invoker {
  /** @param event JSON.
   *  @throws Error when the function cannot be called; its `status`, if it has one, is that of Lambda's Invoke API. */
  invoke(
    functionName: string,
    event: string,
    options: { readonly traceId: string },
  ): Promise<{ readonly requestId: string; readonly payload: string; readonly functionError?: 'Unhandled' }>;
}

export interface ApiServerOptions {
  readonly api: RestApi;
  readonly invoker: Invoker;
  readonly sink: LogSink;
  readonly accountId: string;
  /** Told of a fault of ours: one line, without a newline. */
  notice(message: string): void;
}

/** Serves one REST API; the first part of a path is the stage. */
export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #stages: ReadonlyMap<string, Stage>;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#stages = new Map(options.api.stages.map((stage) => [stage.name, stage]));
  }

  handle(message: IncomingMessage, response: ServerResponse): void {
    this.#handle(message, response).catch((error: Error) => {
      // A client that goes away is no fault.
      if (message.destroyed && !message.complete) return;
      this.#options.notice(`${message.method} ${message.url}: ${error.message}`);
      if (response.headersSent) response.destroy();
      else this.#send(response, gatewayResponse('INTERNAL'), undefined);
    });
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    const stage = this.#stages.get(/^\/([^/?]*)/.exec(message.url ?? '')?.[1] ?? '');
    if (!isLoopbackHost(message.headers.host) || !stage) {
      return this.#send(
        response,
        gatewayResponse(stage ? 'FORBIDDEN_HOST' : 'MISSING_AUTHENTICATION_TOKEN'),
        undefined,
      );
    }
    const opened = openRequest(message, stage.name, Date.now());
    const exchange = await this.#exchange(opened, message, stage);
    this.#log({ ...exchange, latencyMs: performance.now() - start });
    this.#send(response, exchange.answer, exchange.request);
  }

  async #exchange(
    opened: Omit<GatewayRequest, 'body'>,
    message: IncomingMessage,
    stage: Stage,
  ): Promise<Omit<Exchange, 'latencyMs'>> {
    const { api, accountId } = this.#options;
    const about = { api, stage, accountId };
    let request: GatewayRequest;
    try {
      request = { ...opened, body: await readBody(message) };
    } catch (error) {
      if (!(error instanceof BodyTooLargeError)) throw error;
      return { ...about, request: { ...opened, body: Buffer.alloc(0) }, answer: gatewayResponse('REQUEST_TOO_LARGE') };
    }
    const route = findRoute(api.methods, request.httpMethod, request.resourceRequestPath);
    if (!route) return { ...about, request, answer: gatewayResponse('MISSING_AUTHENTICATION_TOKEN') };
    const { integration } = route.method;
    if (integration.type === 'MOCK') {
      const headers = Object.entries(integration.headers);
      return { ...about, request, route, answer: { status: integration.statusCode, headers, body: Buffer.alloc(0) } };
    }
    return { ...about, request, route, ...(await this.#integrate(request, route, integration, stage)) };
  }

  async #integrate(
    request: GatewayRequest,
    route: Route,
    { functionName, timeoutMs }: LambdaProxyIntegration,
    stage: Stage,
  ): Promise<{ answer: Answer; integration: IntegrationResult }> {
    const { api, accountId, invoker } = this.#options;
    const event = JSON.stringify(proxyEvent(request, route, api, stage, accountId));
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<'timeout'>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, 'timeout');
    });
    const called = invoker.invoke(functionName, event, { traceId: request.traceId }).catch((error: Error) => error);
    const result = await Promise.race([called, timeout]);
    clearTimeout(timer);
    const latencyMs = performance.now() - start;
    if (result === 'timeout') {
      const errors = ['Execution failed due to a timeout error'];
      return { answer: gatewayResponse('INTEGRATION_TIMEOUT'), integration: { latencyMs, errors } };
    }
    if (result instanceof Error) {
      return { answer: gatewayResponse('INTEGRATION_FAILURE'), integration: { latencyMs, errors: refusal(result) } };
    }
    const { requestId, payload, functionError } = result;
    if (functionError) {
      const errors = [
        `Lambda execution failed with status 200 due to customer function error: ${errorMessage(payload)}. Lambda request id: ${requestId}`,
      ];
      return { answer: gatewayResponse('DEFAULT_5XX'), integration: { latencyMs, requestId, errors } };
    }
    const answer = readProxyAnswer(payload);
    if (!answer) {
      const errors = ['Execution failed due to configuration error: Malformed Lambda proxy response'];
      return { answer: gatewayResponse('DEFAULT_5XX'), integration: { latencyMs, requestId, errors } };
    }
    return { answer, integration: { latencyMs, requestId, status: answer.status, errors: [] } };
  }

  #log(exchange: Exchange): void {
    const { stage, request } = exchange;
    const timestamp = Date.now();
    // All lines of a request stand together in one of the stage's streams.
    const stream = createHash('md5').update(request.requestId.slice(0, 2)).digest('hex');
    const lines = executionLines(exchange, timestamp);
    if (lines.length > 0) this.#options.sink.write(stage.executionLogGroup, stream, lines);
    if (stage.accessLog) {
      const text = accessLine(stage.accessLog.format, exchange);
      this.#options.sink.write(stage.accessLog.logGroup, stream, [{ timestamp, message: text }]);
    }
  }

  #send(response: ServerResponse, answer: Answer, request: GatewayRequest | undefined): void {
    const headers: [string, string][] = answer.headers.map(([name, value]) => [name, value]);
    if (request) {
      headers.push(
        ['x-amzn-RequestId', request.requestId],
        ['x-amz-apigw-id', request.extendedRequestId],
        ['X-Amzn-Trace-Id', request.traceId],
      );
    }
    // These two have no body, and HTTP allows them no length.
    const hasBody = answer.status !== 204 && answer.status !== 304;
    if (hasBody) headers.push(['Content-Length', String(answer.body.length)]);
    response.writeHead(answer.status, headers.flat());
    endAfterRequest(response, hasBody ? answer.body : undefined);
  }
}

/** Ends an answer once its request has come to its end: a connection that is closed on what is still being sent takes the
 *  answer with it. */
function endAfterRequest(response: ServerResponse, body: Buffer | undefined): void {
  const { req } = response;
  if (req.complete || req.destroyed) return void response.end(body);
  if (body) response.write(body);
  else response.flushHeaders();
  finished(req, () => response.end());
  req.resume();
}

/** Why a function could not be called, as API Gateway words it.
 *  @see https://repost.aws/knowledge-center/api-gateway-lambda-integration-errors */
function refusal(error: Error & { readonly status?: unknown }): string[] {
  return [
    ...(error.status === undefined ? [] : [`Lambda invocation failed with status: ${error.status}.`]),
    `Execution failed due to configuration error: ${error.message}`,
  ];
}

function errorMessage(payload: string): string {
  try {
    return String(JSON.parse(payload).errorMessage ?? payload);
  } catch {
    return payload;
  }
}
