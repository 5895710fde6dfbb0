import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopbackHost } from '../../http/loopback.ts';
import { BodyTooLargeError, readBody } from '../../http/read-request.ts';
import { createRouteFinder, type RouteFinder } from '../../route-finder.ts';
import type { ApiServerOptions } from '../rest/api-server.ts';
import { accessLine } from '../shared/access-log.ts';
import { answeringFaults } from '../shared/fault.ts';
import { logStreamName } from '../shared/log-stream-name.ts';
import { type GatewayRequest, MAX_BODY_BYTES, openRequest } from '../shared/request.ts';
import { sendAnswer } from '../shared/send-answer.ts';
import { Throttles } from '../shared/throttle.ts';
import { HttpAuthorizers } from './authorizers.ts';
import { httpContextVariable } from './context-variables.ts';
import { isPreflight, preflightAnswer, withCors } from './cors.ts';
import { errorAnswer } from './error-answer.ts';
import type { HttpArrival, HttpExchange, RoutedHttpRequest } from './exchange.ts';
import { DEFAULT, type HttpApi, type HttpRoute, type HttpStage, type UnsupportedRoute } from './http-api.ts';
import { integrateHttp } from './integration.ts';

type Outcome = Omit<HttpExchange, 'latencyMs'>;

/** Serves one HTTP API. The first part of a path is the stage, where one is called so; all else is of the stage `$default`. */
export class HttpApiServer {
  readonly #options: ApiServerOptions<HttpApi>;
  readonly #authorizers: HttpAuthorizers;
  readonly #findRoute: RouteFinder<HttpRoute | UnsupportedRoute>;
  readonly #stages: ReadonlyMap<string, HttpStage>;
  readonly #throttles: Throttles;

  constructor(options: ApiServerOptions<HttpApi>) {
    this.#options = options;
    this.#authorizers = new HttpAuthorizers(options.invoker, options.now);
    this.#findRoute = createRouteFinder(options.api.routes);
    this.#throttles = new Throttles(options.now);
    this.#stages = new Map(options.api.stages.map((stage) => [stage.name, stage]));
  }

  handle(message: IncomingMessage, response: ServerResponse): void {
    const work = this.#handle(message, response);
    answeringFaults(message, response, work, errorAnswer('DEFAULT_5XX'), this.#options.notice);
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    if (!isLoopbackHost(message.headers.host)) return sendAnswer(response, errorAnswer('ACCESS_DENIED'));
    const first = /^\/([^/?]*)/.exec(message.url ?? '')?.[1] ?? '';
    const stage = this.#stages.get(first) ?? this.#stages.get(DEFAULT);
    if (!stage) return sendAnswer(response, errorAnswer('RESOURCE_NOT_FOUND'));
    const opened = openRequest(message, stage.path, Date.now());
    // HTTP APIs give a request one id, which stands for the other, too.
    const outcome = await this.#exchange({ ...opened, requestId: opened.extendedRequestId }, message, stage);
    // What is answered is logged before the client can ask for it.
    this.#log({ ...outcome, latencyMs: performance.now() - start });
    await sendAnswer(response, outcome.answer, [['apigw-requestid', outcome.request.requestId]]);
  }

  async #exchange(opened: Omit<GatewayRequest, 'body'>, message: IncomingMessage, stage: HttpStage): Promise<Outcome> {
    const { api, accountId, region } = this.#options;
    const about = { api, stage, accountId, region };
    let request: GatewayRequest;
    try {
      request = { ...opened, body: await readBody(message, { maxBytes: MAX_BODY_BYTES }) };
    } catch (error) {
      if (!(error instanceof BodyTooLargeError)) throw error;
      const cut = { ...opened, body: Buffer.alloc(0) };
      return { ...about, request: cut, pathParameters: {}, answer: errorAnswer('REQUEST_TOO_LARGE') };
    }
    const arrival = { ...about, request, ...this.#route(request) };
    const outcome = await this.#answer(arrival);
    return api.cors && !isPreflight(request)
      ? { ...outcome, answer: withCors(api.cors, request, outcome.answer) }
      : outcome;
  }

  /** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation */
  #route({ httpMethod, resourceRequestPath }: GatewayRequest): Pick<HttpArrival, 'route' | 'pathParameters'> {
    const { defaultRoute } = this.#options.api;
    const found = this.#findRoute(httpMethod, resourceRequestPath);
    if (found) return found;
    return { pathParameters: {}, ...(defaultRoute && { route: defaultRoute }) };
  }

  async #answer(arrival: HttpArrival): Promise<Outcome> {
    const { api, request, route } = arrival;
    if (route && 'unsupported' in route) {
      const integration = { latencyMs: 0, errors: [`not supported locally: ${route.unsupported}`] };
      return { ...arrival, integration, answer: errorAnswer('INTEGRATION_FAILURE') };
    }
    const { authorizer } = route ?? {};
    const routed = route && { ...arrival, route };
    const authorization = routed && authorizer && (await this.#authorizers.authorize(routed, authorizer));
    const authorized = { ...arrival, ...(authorization && { authorization }) };
    if (authorization?.refusal) return { ...authorized, answer: errorAnswer(authorization.refusal) };
    // Routes of any method catch preflights, too: such a route's authorizer is asked, its function is not.
    if (api.cors && isPreflight(request)) return { ...authorized, answer: preflightAnswer(api.cors, request) };
    if (!routed) return { ...authorized, answer: errorAnswer('RESOURCE_NOT_FOUND') };
    if (!this.#admits(routed)) return { ...authorized, answer: errorAnswer('THROTTLED') };
    return { ...authorized, ...(await integrateHttp(routed, authorization, this.#options.invoker)) };
  }

  #admits({ stage, route }: RoutedHttpRequest): boolean {
    const throttle = stage.throttleOf(route.routeKey);
    return !throttle || this.#throttles.admits(`${stage.name} ${route.routeKey}`, throttle);
  }

  /** HTTP APIs have no execution log. */
  #log(exchange: HttpExchange): void {
    const { stage, request } = exchange;
    if (!stage.accessLog) return;
    const message = accessLine(stage.accessLog.format, (name) => httpContextVariable(name, exchange));
    this.#options.sink.write(stage.accessLog.logGroup, logStreamName(request.requestId), [
      { timestamp: Date.now(), message },
    ]);
  }
}
