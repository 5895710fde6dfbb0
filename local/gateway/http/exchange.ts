import type { Answer } from '../shared/answer.ts';
import type { IntegrationResult } from '../shared/integration-result.ts';
import type { GatewayRequest } from '../shared/request.ts';
import type { HttpErrorType } from './error-answer.ts';
import type { HttpApi, HttpRoute, HttpStage, UnsupportedRoute } from './http-api.ts';

/** A request that came to a stage of an HTTP API. */
export interface HttpArrival {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly accountId: string;
  readonly region: string;
  readonly request: GatewayRequest;
  /** Undefined when no route matched. */
  readonly route?: HttpRoute | UnsupportedRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A request that belongs to a route. */
export type RoutedHttpRequest = HttpArrival & { readonly route: HttpRoute };

/** What is known of a request once it is answered. */
export interface HttpExchange extends HttpArrival {
  /** Undefined for a route without an authorizer. */
  readonly authorization?: HttpAuthorization;
  readonly integration?: IntegrationResult;
  readonly answer: Answer;
  /** From the request's first byte to the answer's last; milliseconds. */
  readonly latencyMs: number;
}

/** What came of asking an authorizer. */
export interface HttpAuthorization {
  /** How long its function took, in milliseconds; 0 for an answer from the cache. */
  readonly latencyMs: number;
  /** Of those that a policy is about. */
  readonly principalId?: string;
  /** What the function adds for those behind it. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Undefined when the request may pass. */
  readonly refusal?: HttpErrorType;
  /** Why the function's answer could not be used. */
  readonly error?: string;
}
