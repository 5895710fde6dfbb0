import { randomUUID } from 'node:crypto';
import type { Answer } from '../shared/answer.ts';
import type { IntegrationResult } from '../shared/integration-result.ts';
import { type Call, callFunction, errorMessage, type Invoker, isRefusal } from '../shared/invoker.ts';
import type { RoutedRequest } from './exchange.ts';
import { gatewayResponse } from './gateway-response.ts';
import type { LambdaProxyIntegration } from './model.ts';
import { readProxyAnswer } from './proxy-answer.ts';
import { proxyEvent } from './proxy-event.ts';

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
  const requestBody = JSON.stringify(proxyEvent(routed, authorizer));
  const call = await callFunction(invoker, functionName, requestBody, routed.request.traceId, timeoutMs);
  const { latencyMs, result } = call;
  if (!result || result instanceof Error) return failed({ latencyMs, result }, requestBody);
  const { requestId, payload, functionError } = result;
  const answered = { latencyMs, requestId, serviceStatus: 200, requestBody, responseBody: payload };
  if (functionError) {
    const errors = [customerError(errorMessage(payload), requestId)];
    return { answer: gatewayResponse('DEFAULT_5XX'), integration: { ...answered, functionError, errors } };
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
export function failed({ result, latencyMs }: Call<unknown>, requestBody: string): Integrated {
  const called = { latencyMs, requestBody };
  if (!(result instanceof Error)) {
    return { answer: gatewayResponse('INTEGRATION_TIMEOUT'), integration: { ...called, errors: [TIMED_OUT] } };
  }
  const answer = gatewayResponse('API_CONFIGURATION_ERROR');
  const error = `Execution failed due to configuration error: ${result.message}`;
  if (!isRefusal(result)) return { answer, integration: { ...called, errors: [error] } };
  const { status, name, body } = result;
  // Lambda gives each answer an id, though no function logs this one.
  const requestId = randomUUID();
  const refused = { serviceStatus: status, serviceError: name, requestId, responseBody: body };
  const errors = [`Lambda invocation failed with status: ${status}. Lambda request id: ${requestId}`, error];
  return { answer, integration: { ...called, ...refused, errors } };
}
