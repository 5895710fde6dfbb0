import type { Answer } from './answer.ts';
import type { Authorization } from './authorization.ts';
import type { GatewayRequest } from './request.ts';
import type { RestApi, Stage } from './rest-api.ts';
import type { Route } from './route.ts';

/** A request that came to a stage. */
export interface Arrival {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly accountId: string;
  readonly region: string;
  readonly request: GatewayRequest;
  /** Undefined when no method matched. */
  readonly route?: Route;
}

/** A request that belongs to a method. */
export type RoutedRequest = Arrival & { readonly route: Route };

/** What is known of a request once it is answered. */
export interface Exchange extends Arrival {
  /** Undefined for a method without an authorizer. */
  readonly authorization?: Authorization;
  readonly integration?: IntegrationResult;
  /** Why the request came too soon after others, as API Gateway words it: a line of the execution log. Undefined when it did not. */
  readonly throttled?: string;
  readonly answer: Answer;
  /** From the request's first byte to the answer's last; milliseconds. */
  readonly latencyMs: number;
}

/** What came of calling the function. */
export interface IntegrationResult {
  readonly latencyMs: number;
  /** Lambda's, of a refusal too; undefined when there was no answer in time. */
  readonly requestId?: string;
  /** Status of Lambda's Invoke API; undefined when it did not answer in time. */
  readonly serviceStatus?: number;
  /** The function's own status; undefined when it gave none. */
  readonly status?: number;
  /** What the function's failure was, as API Gateway words it: lines of the execution log. Empty when it answered. */
  readonly errors: readonly string[];
  /** What Lambda was asked with: JSON. */
  readonly requestBody?: string;
  /** What Lambda answered: JSON. Undefined when it did not answer in time, and for an answer that is streamed. */
  readonly responseBody?: string;
  /** There when the function failed. */
  readonly functionError?: 'Unhandled';
  /** The name of the error by which Lambda refused to call the function. */
  readonly serviceError?: string;
}
