import type { ClientResponse } from '../shared/client-response.ts';
import type { IntegrationResult } from '../shared/integration-result.ts';
import { callFunction, errorMessage, type Invoker, isInvokeError } from '../shared/invoker.ts';
import { httpEvent } from './event.ts';
import { httpGatewayResponse } from './gateway-response.ts';
import { readHttpResult } from './lambda-result.ts';
import { payloadV1Event } from './payload-v1-event.ts';
import type { HttpAuthorization, HttpRouteRequest } from './request-state.ts';

const MALFORMED_RESULT = "The response from the Lambda function doesn't match the format that API Gateway expects.";

/** Calls the function of a Lambda proxy integration, and reads its result. */
export async function callLambda(
  state: HttpRouteRequest,
  authorization: HttpAuthorization | undefined,
  invoker: Invoker,
): Promise<{ readonly response: ClientResponse; readonly integrationResult: IntegrationResult }> {
  const { functionName, payloadFormat, timeoutMs } = state.route.integration;
  const createEvent = payloadFormat === '2.0' ? httpEvent : payloadV1Event;
  const event = JSON.stringify(createEvent(state, authorization));
  const { latencyMs, result } = await callFunction(invoker, functionName, event, state.request.traceId, timeoutMs);
  if (!result) {
    const errors = [`The integration did not answer within ${timeoutMs} ms.`];
    return { response: httpGatewayResponse('INTEGRATION_TIMEOUT'), integrationResult: { latencyMs, errors } };
  }
  if (result instanceof Error) {
    const integrationResult = {
      latencyMs,
      errors: [result.message],
      ...(isInvokeError(result) && { serviceStatus: result.status }),
    };
    return { response: httpGatewayResponse('INTEGRATION_FAILURE'), integrationResult };
  }
  const { requestId, payload, functionError } = result;
  const called = { latencyMs, requestId, serviceStatus: 200 };
  const response = functionError ? undefined : readHttpResult(payload, payloadFormat);
  if (response) return { response, integrationResult: { ...called, status: response.status, errors: [] } };
  const error = functionError ? functionErrorText(payload) : MALFORMED_RESULT;
  return { response: httpGatewayResponse('INTEGRATION_FAILURE'), integrationResult: { ...called, errors: [error] } };
}

/** The text of access logs for a failed function. */
export function functionErrorText(payload: string): string {
  return `The Lambda function returned the following error: ${errorMessage(payload)}. Check your Lambda function code and try again.`;
}
