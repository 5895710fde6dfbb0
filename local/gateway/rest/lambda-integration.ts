import { randomUUID } from 'node:crypto';
import type { ClientResponse } from '../shared/client-response.ts';
import type { IntegrationResult } from '../shared/integration-result.ts';
import { callFunction, errorMessage, type Invoker, isInvokeError, type TimedCall } from '../shared/invoker.ts';
import { restEvent } from './event.ts';
import { restGatewayResponse } from './gateway-response.ts';
import type { LambdaProxyIntegration } from './integration-config.ts';
import { readRestResult } from './lambda-result.ts';
import type { RestAuthorization, RestMethodRequest } from './request-state.ts';

/** The response for the client, and the result of the call behind it. */
export interface IntegrationResponse {
  readonly response: ClientResponse;
  /** Undefined for an integration without a backend. */
  readonly integrationResult?: IntegrationResult;
}

/** Calls the function of a Lambda proxy integration, and reads its result. */
export async function callLambda(
  state: RestMethodRequest,
  { functionName, timeoutMs }: LambdaProxyIntegration,
  authorization: RestAuthorization | undefined,
  invoker: Invoker,
): Promise<IntegrationResponse> {
  const requestBody = JSON.stringify(restEvent(state, authorization));
  const { latencyMs, result } = await callFunction(
    invoker,
    functionName,
    requestBody,
    state.request.traceId,
    timeoutMs,
  );
  if (!result || result instanceof Error) return failedCallResponse({ latencyMs, result }, requestBody);
  const { requestId, payload, functionError } = result;
  const called = { latencyMs, requestId, serviceStatus: 200, requestBody, responseBody: payload };
  if (functionError) {
    const errors = [functionErrorLine(errorMessage(payload), requestId)];
    return { response: restGatewayResponse('DEFAULT_5XX'), integrationResult: { ...called, functionError, errors } };
  }
  const response = readRestResult(payload, state);
  if (!response) {
    return {
      response: restGatewayResponse('DEFAULT_5XX'),
      integrationResult: { ...called, errors: [MALFORMED_RESULT_LINE] },
    };
  }
  return { response, integrationResult: { ...called, status: response.status, errors: [] } };
}

export const MALFORMED_RESULT_LINE = 'Execution failed due to configuration error: Malformed Lambda proxy response';
export const TIMEOUT_LINE = 'Execution failed due to a timeout error';

/** The execution log line for a function that failed. */
export function functionErrorLine(message: string, requestId: string): string {
  return `Lambda execution failed with status 200 due to customer function error: ${message}. Lambda request id: ${requestId}`;
}

/** The response after a call without a result: a timeout, or an error of Lambda, such as a missing function or throttling.
 *  Clients receive an internal error; only the logs have Lambda's status.
 *  @see https://repost.aws/knowledge-center/api-gateway-lambda-integration-errors */
export function failedCallResponse(
  { result, latencyMs }: TimedCall<unknown>,
  requestBody: string,
): IntegrationResponse {
  const called = { latencyMs, requestBody };
  if (!(result instanceof Error)) {
    return {
      response: restGatewayResponse('INTEGRATION_TIMEOUT'),
      integrationResult: { ...called, errors: [TIMEOUT_LINE] },
    };
  }
  const response = restGatewayResponse('API_CONFIGURATION_ERROR');
  const error = `Execution failed due to configuration error: ${result.message}`;
  if (!isInvokeError(result)) return { response, integrationResult: { ...called, errors: [error] } };
  const { status, name, body } = result;
  // Lambda also assigns an id to a rejected call; no function logs it.
  const requestId = randomUUID();
  const rejected = { serviceStatus: status, serviceError: name, requestId, responseBody: body };
  const errors = [`Lambda invocation failed with status: ${status}. Lambda request id: ${requestId}`, error];
  return { response, integrationResult: { ...called, ...rejected, errors } };
}
