import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
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
  /** @param event JSON. */
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
      message.resume();
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
    const result = await Promise.race([invoker.invoke(functionName, event, { traceId: request.traceId }), timeout]);
    clearTimeout(timer);
    const latencyMs = performance.now() - start;
    if (result === 'timeout') {
      const error = 'Execution failed due to a timeout error';
      return { answer: gatewayResponse('INTEGRATION_TIMEOUT'), integration: { latencyMs, error } };
    }
    const { requestId, payload, functionError } = result;
    if (functionError) {
      const error = `Lambda execution failed with status 200 due to customer function error: ${errorMessage(payload)}. Lambda request id: ${requestId}`;
      return { answer: gatewayResponse('DEFAULT_5XX'), integration: { latencyMs, requestId, error } };
    }
    const answer = readProxyAnswer(payload);
    if (!answer) {
      const error = 'Execution failed due to configuration error: Malformed Lambda proxy response';
      return { answer: gatewayResponse('DEFAULT_5XX'), integration: { latencyMs, requestId, error } };
    }
    return { answer, integration: { latencyMs, requestId, status: answer.status } };
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
    response.end(hasBody ? answer.body : undefined);
  }
}

function errorMessage(payload: string): string {
  try {
    return String(JSON.parse(payload).errorMessage ?? payload);
  } catch {
    return payload;
  }
}
