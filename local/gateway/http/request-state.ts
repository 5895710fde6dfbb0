import type { ClientResponse } from '../shared/client-response.ts';
import type { IntegrationResult } from '../shared/integration-result.ts';
import type { GatewayRequest } from '../shared/request.ts';
import type { HttpGatewayResponseType } from './gateway-response.ts';
import type { HttpApi, HttpRoute, HttpStage, UnsupportedRoute } from './model.ts';

/** A request to a stage of an HTTP API. */
export interface HttpStageRequest {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly accountId: string;
  readonly region: string;
  readonly request: GatewayRequest;
  /** Undefined when no route matches. */
  readonly route?: HttpRoute | UnsupportedRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A request that matches a route. */
export type HttpRouteRequest = HttpStageRequest & { readonly route: HttpRoute };

/** A request with its response, which the client has not yet received. */
export interface HttpRequestWithResponse extends HttpStageRequest {
  /** Undefined for a route without an authorizer. */
  readonly authorization?: HttpAuthorization;
  readonly integrationResult?: IntegrationResult;
  readonly response: ClientResponse;
}

/** A request and its response at the time of its log. */
export interface HttpCompletedRequest extends HttpRequestWithResponse {
  /** From the first byte of the request to the last byte of the response: milliseconds. */
  readonly latencyMs: number;
}

/** The state of a request at any time while it is handled. */
export type HttpRequestState = HttpStageRequest & Partial<HttpCompletedRequest>;

/** The result of an authorizer. */
export interface HttpAuthorization {
  /** How long the function took, in milliseconds; 0 for a cached result. */
  readonly latencyMs: number;
  /** Undefined for a simple response. */
  readonly principalId?: string;
  /** The `context` that the function returned. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Undefined for an authorized request. */
  readonly rejection?: HttpGatewayResponseType;
  /** Why the function's result cannot be used. */
  readonly error?: string;
}
