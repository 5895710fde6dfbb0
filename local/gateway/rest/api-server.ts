import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRouteFinder, type RouteFinder } from '../../route-finder.ts';
import { formatAccessLine, logStreamName } from '../shared/access-log.ts';
import type { ApiServerOptions } from '../shared/api-server-options.ts';
import type { Header } from '../shared/client-response.ts';
import { respondToInternalErrors } from '../shared/internal-errors.ts';
import { type GatewayRequest, receiveRequest } from '../shared/request.ts';
import { sendResponse } from '../shared/send-response.ts';
import { Throttle } from '../shared/throttle.ts';
import { RestAuthorizers } from './authorizers.ts';
import { restContextVariable } from './context-variables.ts';
import { customizeResponse } from './custom-gateway-response.ts';
import { executionLines } from './execution-log.ts';
import { restErrorResponse, restGatewayResponse } from './gateway-response.ts';
import { runRestIntegration } from './integration.ts';
import type { RestApi, RestMethod, RestStage } from './model.ts';
import type { RestCompletedRequest, RestMethodRequest, RestRequestWithResponse } from './request-state.ts';

/** Serves one REST API. The first segment of a path is the stage. */
export class RestApiServer {
  readonly #options: ApiServerOptions<RestApi>;
  readonly #authorizers: RestAuthorizers;
  readonly #findMethod: RouteFinder<RestMethod>;
  readonly #stages: ReadonlyMap<string, RestStage>;
  readonly #throttle: Throttle;

  constructor(options: ApiServerOptions<RestApi>) {
    this.#options = options;
    this.#findMethod = createRouteFinder(options.api.methods);
    this.#throttle = new Throttle(options.now);
    this.#authorizers = new RestAuthorizers(options.invoker, options.now);
    this.#stages = new Map(options.api.stages.map((stage) => [stage.name, stage]));
  }

  handle(message: IncomingMessage, response: ServerResponse): void {
    const errorResponse = restErrorResponse(500, 'InternalServerError', { message: 'Internal server error' });
    const handling = this.#handle(message, response);
    respondToInternalErrors(message, response, handling, errorResponse, this.#options.notice);
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    const { url = '' } = message;
    const stage = this.#stages.get(/^\/([^/?]*)/.exec(url)?.[1] ?? '');
    const refusal = this.#options.guard.refusal(
      message,
      (origin) => stage !== undefined && this.#allowsOrigin(origin, url, stage),
    );
    if (refusal !== undefined) return sendResponse(response, restErrorResponse(403, 'Forbidden', { message: refusal }));
    if (!stage) return sendResponse(response, restGatewayResponse('MISSING_AUTHENTICATION_TOKEN'));
    const uncustomized = await this.#respond(message, stage);
    const completed = { ...uncustomized, response: customizeResponse(uncustomized) };
    const send = () => sendResponse(response, completed.response, idHeaders(completed.request));
    const log = () => this.#log({ ...completed, latencyMs: performance.now() - start });
    // A streamed response is logged at its end. Any other is logged before it is sent, so that the client can read its log line.
    if (completed.response.streamed) await send().finally(log);
    else {
      log();
      await send();
    }
  }

  /** Whether the preflight response of a resource allows an origin. If a function responds to preflights, it is not known which origins it
   *  allows: it must not be called to find out. */
  #allowsOrigin(origin: string, url: string, stage: RestStage): boolean {
    const [path = ''] = url.slice(`/${stage.name}`.length).split('?');
    const integration = this.#findMethod('OPTIONS', path)?.route.integration;
    return (
      integration?.type === 'MOCK' && integration.corsOrigins.some((allowed) => allowed === '*' || allowed === origin)
    );
  }

  async #respond(message: IncomingMessage, stage: RestStage): Promise<RestRequestWithResponse> {
    const { api, accountId, region } = this.#options;
    const { request, isTooLarge } = await receiveRequest(message, `/${stage.name}`);
    const received = { api, stage, accountId, region, request, pathParameters: {} };
    if (isTooLarge) return { ...received, response: restGatewayResponse('REQUEST_TOO_LARGE') };
    const match = this.#findMethod(request.httpMethod, request.resourceRequestPath);
    if (!match) return { ...received, response: restGatewayResponse('MISSING_AUTHENTICATION_TOKEN') };
    const { route: method, pathParameters } = match;
    return this.#runMethod({ ...received, method, pathParameters });
  }

  async #runMethod(state: RestMethodRequest): Promise<RestRequestWithResponse> {
    const { authorizer, integration } = state.method;
    const authorization = authorizer && (await this.#authorizers.authorize(state, authorizer));
    const authorized = { ...state, ...(authorization && { authorization }) };
    if (authorization?.rejection) {
      const { type, message } = authorization.rejection;
      return { ...authorized, response: restGatewayResponse(type, message) };
    }
    // API Gateway applies the limits after the authorizer: execution logs show this order.
    const throttleError = this.#acquire(state);
    if (throttleError !== undefined) {
      return { ...authorized, throttleError, response: restGatewayResponse('THROTTLED') };
    }
    return {
      ...authorized,
      ...(await runRestIntegration(state, integration, authorization, this.#options.invoker)),
    };
  }

  /** Applies the throttling limits. The limits of a stage also apply to each method separately.
   *  @returns the throttling error in API Gateway's words; undefined for a request within the limits. */
  #acquire({ api, stage, method, request }: RestMethodRequest): string | undefined {
    const { resourceId, resourcePath, httpMethod } = method;
    const { throttle } = stage.settingFor(resourcePath, request.httpMethod);
    const methodId = `${stage.name} ${httpMethod} ${resourceId}`;
    if (!throttle || this.#throttle.tryAcquire(methodId, throttle)) return undefined;
    return `Key throttle limit exceeded for RestApi ${api.id}, Stage ${stage.name}, Resource ${resourceId}, HttpMethod ${httpMethod}. Limit: ${throttle.rate.toFixed(2)} Burst: ${throttle.burst}`;
  }

  #log(completed: RestCompletedRequest): void {
    const { stage, request } = completed;
    const timestamp = Date.now();
    const stream = logStreamName(request.requestId);
    const lines = executionLines(completed, timestamp);
    if (lines.length > 0) this.#options.sink.write(stage.executionLogGroup, stream, lines);
    if (stage.accessLog) {
      const message = formatAccessLine(stage.accessLog.format, (name) => restContextVariable(name, completed));
      this.#options.sink.write(stage.accessLog.logGroup, stream, [{ timestamp, message }]);
    }
  }
}

function idHeaders({ requestId, extendedRequestId, traceId }: GatewayRequest): readonly Header[] {
  return [
    ['x-amzn-RequestId', requestId],
    ['x-amz-apigw-id', extendedRequestId],
    ['X-Amzn-Trace-Id', traceId],
  ];
}
