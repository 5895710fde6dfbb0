import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopbackHost } from '../../http/loopback.ts';
import { BodyTooLargeError, readBody } from '../../http/read-request.ts';
import type { LogSink } from '../../log-sink.ts';
import { createRouteFinder, type RouteFinder } from '../../route-finder.ts';
import { accessLine } from '../shared/access-log.ts';
import type { Header } from '../shared/answer-headers.ts';
import { answeringFaults } from '../shared/fault.ts';
import type { Invoker } from '../shared/invoker.ts';
import { logStreamName } from '../shared/log-stream-name.ts';
import { type GatewayRequest, MAX_BODY_BYTES, openRequest } from '../shared/request.ts';
import { sendAnswer } from '../shared/send-answer.ts';
import { Throttles } from '../shared/throttle.ts';
import { Authorizers, authorizerContext } from './authorizer.ts';
import { contextVariable } from './context-variables.ts';
import type { Exchange, RoutedRequest } from './exchange.ts';
import { executionLines } from './execution-log.ts';
import { customized, gatewayResponse, plainResponse } from './gateway-response.ts';
import { integrate } from './lambda-integration.ts';
import type { Method, RestApi, Stage } from './model.ts';
import { integrateStreaming } from './streaming-integration.ts';

export interface ApiServerOptions<Api = RestApi> {
  readonly api: Api;
  readonly invoker: Invoker;
  readonly sink: LogSink;
  readonly accountId: string;
  readonly region: string;
  /** Epoch milliseconds, by which authorizers' answers grow old and throttled routes take requests again; the clock by default. */
  readonly now?: () => number;
  /** Told of a fault of ours: one line, without a newline. */
  notice(message: string): void;
}

/** Serves one REST API; the first part of a path is the stage. */
export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #authorizers: Authorizers;
  readonly #findMethod: RouteFinder<Method>;
  readonly #stages: ReadonlyMap<string, Stage>;
  readonly #throttles: Throttles;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#findMethod = createRouteFinder(options.api.methods);
    this.#throttles = new Throttles(options.now);
    this.#authorizers = new Authorizers(options.invoker, options.now);
    this.#stages = new Map(options.api.stages.map((stage) => [stage.name, stage]));
  }

  handle(message: IncomingMessage, response: ServerResponse): void {
    const fault = plainResponse(500, 'InternalServerError', { message: 'Internal server error' });
    answeringFaults(message, response, this.#handle(message, response), fault, this.#options.notice);
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    const stage = this.#stages.get(/^\/([^/?]*)/.exec(message.url ?? '')?.[1] ?? '');
    if (!stage) return sendAnswer(response, gatewayResponse('MISSING_AUTHENTICATION_TOKEN'));
    if (!isLoopbackHost(message.headers.host)) {
      return sendAnswer(response, plainResponse(403, 'Forbidden', { message: 'Forbidden' }));
    }
    const opened = openRequest(message, `/${stage.name}`, Date.now());
    const outcome = await this.#exchange(opened, message, stage);
    const exchange = { ...outcome, answer: customized(outcome) };
    const sending = () => sendAnswer(response, exchange.answer, identityHeaders(exchange.request));
    const log = () => this.#log({ ...exchange, latencyMs: performance.now() - start });
    // What is answered at once is logged before the client can ask for it.
    if (exchange.answer.streamed) await sending().finally(log);
    else {
      log();
      await sending();
    }
  }

  async #exchange(opened: Omit<GatewayRequest, 'body'>, message: IncomingMessage, stage: Stage): Promise<Exchange> {
    const { api, accountId, region } = this.#options;
    const about = { api, stage, accountId, region, latencyMs: 0, pathParameters: {} };
    let request: GatewayRequest;
    try {
      request = { ...opened, body: await readBody(message, { maxBytes: MAX_BODY_BYTES }) };
    } catch (error) {
      if (!(error instanceof BodyTooLargeError)) throw error;
      return { ...about, request: { ...opened, body: Buffer.alloc(0) }, answer: gatewayResponse('REQUEST_TOO_LARGE') };
    }
    const match = this.#findMethod(request.httpMethod, request.resourceRequestPath);
    if (!match) return { ...about, request, answer: gatewayResponse('MISSING_AUTHENTICATION_TOKEN') };
    const { route: method, pathParameters } = match;
    return { ...about, ...(await this.#answer({ ...about, request, method, pathParameters })) };
  }

  async #answer(routed: RoutedRequest): Promise<Omit<Exchange, 'latencyMs'>> {
    const { authorizer, integration } = routed.method;
    const authorization = authorizer && (await this.#authorizers.authorize(routed, authorizer));
    const authorized = { ...routed, ...(authorization && { authorization }) };
    if (authorization?.refusal) {
      const { type, message } = authorization.refusal;
      return { ...authorized, answer: gatewayResponse(type, message) };
    }
    const throttled = this.#throttled(routed);
    if (throttled !== undefined) return { ...authorized, throttled, answer: gatewayResponse('THROTTLED') };
    if (integration.type === 'MOCK') {
      const headers = Object.entries(integration.headers);
      return { ...authorized, answer: { status: integration.statusCode, headers, body: Buffer.alloc(0) } };
    }
    const context = authorization && authorizerContext(authorization);
    const work = integration.streams ? integrateStreaming : integrate;
    return { ...authorized, ...(await work(routed, integration, context, this.#options.invoker)) };
  }

  /** Each method has the limits for itself, those of the stage too. Authorizers are asked before, as execution logs show.
   *  @returns why the request has to wait, as API Gateway words it; undefined when it may pass. */
  #throttled({ api, stage, method, request }: RoutedRequest): string | undefined {
    const { resourceId, resourcePath, httpMethod } = method;
    const { throttle } = stage.settings(resourcePath, request.httpMethod);
    if (!throttle || this.#throttles.admits(`${stage.name} ${httpMethod} ${resourceId}`, throttle)) return undefined;
    return `Key throttle limit exceeded for RestApi ${api.id}, Stage ${stage.name}, Resource ${resourceId}, HttpMethod ${httpMethod}. Limit: ${throttle.rate.toFixed(2)} Burst: ${throttle.burst}`;
  }

  #log(exchange: Exchange): void {
    const { stage, request } = exchange;
    const timestamp = Date.now();
    const stream = logStreamName(request.requestId);
    const lines = executionLines(exchange, timestamp);
    if (lines.length > 0) this.#options.sink.write(stage.executionLogGroup, stream, lines);
    if (stage.accessLog) {
      const text = accessLine(stage.accessLog.format, (name) => contextVariable(name, exchange));
      this.#options.sink.write(stage.accessLog.logGroup, stream, [{ timestamp, message: text }]);
    }
  }
}

function identityHeaders({ requestId, extendedRequestId, traceId }: GatewayRequest): readonly Header[] {
  return [
    ['x-amzn-RequestId', requestId],
    ['x-amz-apigw-id', extendedRequestId],
    ['X-Amzn-Trace-Id', traceId],
  ];
}
