import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRouteFinder, type RouteFinder } from '../../route-finder.ts';
import { formatAccessLine, logStreamName } from '../shared/access-log.ts';
import type { ApiServerOptions } from '../shared/api-server-options.ts';
import { respondToInternalErrors } from '../shared/internal-errors.ts';
import { type GatewayRequest, receiveRequest } from '../shared/request.ts';
import { sendResponse } from '../shared/send-response.ts';
import { Throttle } from '../shared/throttle.ts';
import { HttpAuthorizers } from './authorizers.ts';
import { httpContextVariable } from './context-variables.ts';
import { allowedOrigin, isPreflight, preflightResponse, withCors } from './cors.ts';
import { httpErrorResponse, httpGatewayResponse } from './gateway-response.ts';
import { callLambda } from './lambda-integration.ts';
import { DEFAULT, type HttpApi, type HttpRoute, type HttpStage, type UnsupportedRoute } from './model.ts';
import type {
  HttpCompletedRequest,
  HttpRequestWithResponse,
  HttpRouteRequest,
  HttpStageRequest,
} from './request-state.ts';

/** Serves one HTTP API. The first segment of a path is the stage if a stage has this name; otherwise the request belongs to
 *  the stage `$default`. */
export class HttpApiServer {
  readonly #options: ApiServerOptions<HttpApi>;
  readonly #authorizers: HttpAuthorizers;
  readonly #findRoute: RouteFinder<HttpRoute | UnsupportedRoute>;
  readonly #stages: ReadonlyMap<string, HttpStage>;
  readonly #throttle: Throttle;

  constructor(options: ApiServerOptions<HttpApi>) {
    this.#options = options;
    this.#authorizers = new HttpAuthorizers(options.invoker, options.now);
    this.#findRoute = createRouteFinder(options.api.routes);
    this.#throttle = new Throttle(options.now);
    this.#stages = new Map(options.api.stages.map((stage) => [stage.name, stage]));
  }

  handle(message: IncomingMessage, response: ServerResponse): void {
    const handling = this.#handle(message, response);
    respondToInternalErrors(message, response, handling, httpGatewayResponse('DEFAULT_5XX'), this.#options.notice);
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    const { cors } = this.#options.api;
    const refusal = this.#options.guard.refusal(
      message,
      (origin) => cors !== undefined && allowedOrigin(cors, origin) !== undefined,
    );
    if (refusal !== undefined) return sendResponse(response, httpErrorResponse(403, refusal));
    const firstSegment = /^\/([^/?]*)/.exec(message.url ?? '')?.[1] ?? '';
    const stage = this.#stages.get(firstSegment) ?? this.#stages.get(DEFAULT);
    if (!stage) return sendResponse(response, httpGatewayResponse('RESOURCE_NOT_FOUND'));
    const completed = await this.#respond(message, stage);
    // Logged before it is sent, so that the client can read its log line.
    this.#log({ ...completed, latencyMs: performance.now() - start });
    await sendResponse(response, completed.response, [['apigw-requestid', completed.request.requestId]]);
  }

  async #respond(message: IncomingMessage, stage: HttpStage): Promise<HttpRequestWithResponse> {
    const { api, accountId, region } = this.#options;
    const received = await receiveRequest(message, stage.path);
    // In HTTP APIs, the request id and the extended request id are the same.
    const request = { ...received.request, requestId: received.request.extendedRequestId };
    const state = { api, stage, accountId, region, request, pathParameters: {} };
    if (received.isTooLarge) return { ...state, response: httpGatewayResponse('REQUEST_TOO_LARGE') };
    const completed = await this.#runRoute({ ...state, ...this.#matchRoute(request) });
    return api.cors && !isPreflight(request)
      ? { ...completed, response: withCors(api.cors, request, completed.response) }
      : completed;
  }

  #matchRoute({ httpMethod, resourceRequestPath }: GatewayRequest): Pick<HttpStageRequest, 'route' | 'pathParameters'> {
    const match = this.#findRoute(httpMethod, resourceRequestPath);
    if (match) return match;
    const { defaultRoute } = this.#options.api;
    return { pathParameters: {}, ...(defaultRoute && { route: defaultRoute }) };
  }

  async #runRoute(state: HttpStageRequest): Promise<HttpRequestWithResponse> {
    const { api, request, route } = state;
    if (route && 'unsupportedReason' in route) {
      const integrationResult = { latencyMs: 0, errors: [`not supported locally: ${route.unsupportedReason}`] };
      return { ...state, integrationResult, response: httpGatewayResponse('INTEGRATION_FAILURE') };
    }
    const { authorizer } = route ?? {};
    const routed = route && { ...state, route };
    const authorization = routed && authorizer && (await this.#authorizers.authorize(routed, authorizer));
    const authorized = { ...state, ...(authorization && { authorization }) };
    if (authorization?.rejection) return { ...authorized, response: httpGatewayResponse(authorization.rejection) };
    // An ANY route also matches preflights: its authorizer is called, but its function is not.
    if (api.cors && isPreflight(request)) return { ...authorized, response: preflightResponse(api.cors, request) };
    if (!routed) return { ...authorized, response: httpGatewayResponse('RESOURCE_NOT_FOUND') };
    if (!this.#tryAcquire(routed)) return { ...authorized, response: httpGatewayResponse('THROTTLED') };
    return { ...authorized, ...(await callLambda(routed, authorization, this.#options.invoker)) };
  }

  #tryAcquire({ stage, route }: HttpRouteRequest): boolean {
    const limits = stage.throttleLimits(route.routeKey);
    return !limits || this.#throttle.tryAcquire(`${stage.name} ${route.routeKey}`, limits);
  }

  /** HTTP APIs have no execution log. */
  #log(completed: HttpCompletedRequest): void {
    const { stage, request } = completed;
    if (!stage.accessLog) return;
    const message = formatAccessLine(stage.accessLog.format, (name) => httpContextVariable(name, completed));
    this.#options.sink.write(stage.accessLog.logGroup, logStreamName(request.requestId), [
      { timestamp: Date.now(), message },
    ]);
  }
}
