import type { ClientResponse } from '../shared/client-response.ts';
import type { IntegrationResult } from '../shared/integration-result.ts';
import type { GatewayRequest } from '../shared/request.ts';
import type { RestGatewayResponseType } from './gateway-response.ts';
import type { RestApi, RestMethod, RestStage } from './model.ts';

/** A request to a stage of a REST API. */
export interface RestStageRequest {
  readonly api: RestApi;
  readonly stage: RestStage;
  readonly accountId: string;
  readonly region: string;
  readonly request: GatewayRequest;
  /** Undefined when no method matches. */
  readonly method?: RestMethod;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A request that matches a method. */
export type RestMethodRequest = RestStageRequest & { readonly method: RestMethod };

/** A request with its response, which the client has not yet received. */
export interface RestRequestWithResponse extends RestStageRequest {
  /** Undefined for a method without an authorizer. */
  readonly authorization?: RestAuthorization;
  readonly integrationResult?: IntegrationResult;
  /** The throttling error, in API Gateway's words: a line of the execution log. Undefined for a request within the limits. */
  readonly throttleError?: string;
  readonly response: ClientResponse;
}

/** A request and its response at the time of its log. */
export interface RestCompletedRequest extends RestRequestWithResponse {
  /** From the first byte of the request to the last byte of the response: milliseconds. */
  readonly latencyMs: number;
}

/** The state of a request at any time while it is handled. */
export type RestRequestState = RestStageRequest & Partial<RestCompletedRequest>;

/** The result of an authorizer. */
export interface RestAuthorization {
  readonly authorizerId: string;
  readonly requestId?: string;
  /** 200, or the status with which Lambda rejected the call. Undefined when the function was not called, and after a timeout. */
  readonly integrationStatus?: number;
  /** How long the function took, in milliseconds; 0 for a cached result. */
  readonly integrationLatencyMs: number;
  /** Undefined when the function returned no valid policy. */
  readonly principalId?: string;
  /** The `context` that the function returned, as text. */
  readonly context: Readonly<Record<string, string>>;
  /** Undefined for an authorized request. */
  readonly rejection?: { readonly type: RestGatewayResponseType; readonly message?: string };
  /** Lines of the execution log at INFO. */
  readonly lines: readonly AuthorizerLine[];
  /** Why the request was rejected, in API Gateway's words: lines of the execution log at ERROR and INFO. */
  readonly errors: readonly string[];
}

/** A line of the execution log about an authorizer. */
export interface AuthorizerLine {
  readonly text: string;
  /** Written only with the data trace. */
  readonly isDataTrace?: true;
}
