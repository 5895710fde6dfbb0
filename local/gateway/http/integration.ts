import type { Answer } from '../shared/answer.ts';
import type { IntegrationResult } from '../shared/integration-result.ts';
import { callFunction, errorMessage, type Invoker, isRefusal } from '../shared/invoker.ts';
import { readHttpAnswer } from './answer.ts';
import { errorAnswer } from './error-answer.ts';
import { httpEvent } from './event.ts';
import type { HttpAuthorization, RoutedHttpRequest } from './exchange.ts';
import { restLikeEvent } from './rest-like-event.ts';

/** What a route's function makes of a request. */
export interface HttpIntegrated {
  readonly answer: Answer;
  readonly integration: IntegrationResult;
}

/** Hands a request to the function behind its route, and reads what that returns. */
export async function integrateHttp(
  routed: RoutedHttpRequest,
  authorization: HttpAuthorization | undefined,
  invoker: Invoker,
): Promise<HttpIntegrated> {
  const { functionName, payloadFormat, timeoutMs } = routed.route.integration;
  const eventOf = payloadFormat === '2.0' ? httpEvent : restLikeEvent;
  const event = JSON.stringify(eventOf(routed, authorization));
  const { latencyMs, result } = await callFunction(invoker, functionName, event, routed.request.traceId, timeoutMs);
  if (!result) {
    const errors = [`The integration did not answer within ${timeoutMs} ms.`];
    return { answer: errorAnswer('INTEGRATION_TIMEOUT'), integration: { latencyMs, errors } };
  }
  if (result instanceof Error) {
    const refused = {
      latencyMs,
      errors: [result.message],
      ...(isRefusal(result) && { serviceStatus: result.status }),
    };
    return { answer: errorAnswer('INTEGRATION_FAILURE'), integration: refused };
  }
  const { requestId, payload, functionError } = result;
  const answered = { latencyMs, requestId, serviceStatus: 200 };
  const answer = functionError ? undefined : readHttpAnswer(payload, payloadFormat);
  if (answer) return { answer, integration: { ...answered, status: answer.status, errors: [] } };
  const error = functionError ? functionErrorText(payload) : MALFORMED;
  return { answer: errorAnswer('INTEGRATION_FAILURE'), integration: { ...answered, errors: [error] } };
}

const MALFORMED = "The response from the Lambda function doesn't match the format that API Gateway expects.";

/** How access logs of HTTP APIs tell of a function that failed. */
export function functionErrorText(payload: string): string {
  return `The Lambda function returned the following error: ${errorMessage(payload)}. Check your Lambda function code and try again.`;
}
