import type { Answer } from './answer.ts';
import type { IntegrationResult, RoutedRequest } from './exchange.ts';
import { gatewayResponse } from './gateway-response.ts';
import { type Call, callFunction, errorMessage, type Invoker } from './invoker.ts';
import { readProxyAnswer } from './proxy-answer.ts';
import { proxyEvent } from './proxy-event.ts';
import type { LambdaProxyIntegration } from './rest-api.ts';

/** What a method's function makes of a request. */
export interface Integrated {
  readonly answer: Answer;
  readonly integration: IntegrationResult;
}

/** Hands a request to the function behind its method, and reads what that returns. */
export async function integrate(
  routed: RoutedRequest,
  { functionName, timeoutMs }: LambdaProxyIntegration,
  authorizer: Readonly<Record<string, unknown>> | undefined,
  invoker: Invoker,
): Promise<Integrated> {
  const event = JSON.stringify(proxyEvent(routed, authorizer));
  const call = await callFunction(invoker, functionName, event, routed.request.traceId, timeoutMs);
  const { latencyMs, result } = call;
  if (!result || result instanceof Error) return failed(call);
  const { requestId, payload, functionError } = result;
  const answered = { latencyMs, requestId, serviceStatus: 200 };
  if (functionError) {
    const error = customerError(errorMessage(payload), requestId);
    return { answer: gatewayResponse('DEFAULT_5XX'), integration: { ...answered, errors: [error] } };
  }
  const answer = readProxyAnswer(payload, routed);
  if (!answer) return { answer: gatewayResponse('DEFAULT_5XX'), integration: { ...answered, errors: [MALFORMED] } };
  return { answer, integration: { ...answered, status: answer.status, errors: [] } };
}

export const MALFORMED = 'Execution failed due to configuration error: Malformed Lambda proxy response';
export const TIMED_OUT = 'Execution failed due to a timeout error';

export function customerError(message: string, requestId: string): string {
  return `Lambda execution failed with status 200 due to customer function error: ${message}. Lambda request id: ${requestId}`;
}

/** What a call that did not come to an answer means for the client: that Lambda refused, a function that is not there or
 *  has no concurrency left among it, is an internal error; the status that Lambda gave is in the logs alone.
 *  @see https://repost.aws/knowledge-center/api-gateway-lambda-integration-errors */
export function failed({ result, latencyMs }: Call<unknown>): Integrated {
  if (!(result instanceof Error)) {
    return { answer: gatewayResponse('INTEGRATION_TIMEOUT'), integration: { latencyMs, errors: [TIMED_OUT] } };
  }
  const { status, message } = result as Error & { readonly status?: number };
  const errors = [
    ...(status === undefined ? [] : [`Lambda invocation failed with status: ${status}.`]),
    `Execution failed due to configuration error: ${message}`,
  ];
  return {
    answer: gatewayResponse('API_CONFIGURATION_ERROR'),
    integration: { latencyMs, errors, ...(status !== undefined && { serviceStatus: status }) },
  };
}
