import type { Answer } from '../shared/answer.ts';
import type { IntegrationResult } from '../shared/integration-result.ts';
import type { GatewayRequest } from '../shared/request.ts';
import type { Authorization } from './authorization.ts';
import type { Method, RestApi, Stage } from './model.ts';

/** A request that came to a stage. */
export interface Arrival {
  readonly api: RestApi;
  readonly stage: Stage;
  readonly accountId: string;
  readonly region: string;
  readonly request: GatewayRequest;
  /** Undefined when no method matched. */
  readonly method?: Method;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A request that belongs to a method. */
export type RoutedRequest = Arrival & { readonly method: Method };

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
