import { isObject } from '../../../core/is-object.ts';
import type { ResultError } from '../shared/lambda-result.ts';
import { evaluatePolicy, type PolicyStatement, readStatements } from '../shared/policy.ts';
import type { HttpLambdaAuthorizer } from './authorizer-config.ts';

/** The valid result of an authorizer's function. */
export interface HttpAuthorizerResult {
  readonly principalId?: string;
  /** Values of any JSON type. */
  readonly context: Readonly<Record<string, unknown>>;
  /** `isAuthorized` of a simple response, or the statements of a policy. */
  readonly decision: boolean | readonly PolicyStatement[];
}

/** Reads the result of an authorizer's function.
 *  @returns the error message of API Gateway when the result is not valid.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function readHttpAuthorizerResult(
  payload: string,
  { simpleResponses }: Pick<HttpLambdaAuthorizer, 'simpleResponses'>,
): HttpAuthorizerResult | ResultError {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return 'Response is not valid JSON';
  }
  if (!isObject(result)) return 'Response is not an object';
  const { isAuthorized, principalId, policyDocument } = result;
  if (result.context !== undefined && result.context !== null && !isObject(result.context)) {
    return "'context' is not an object";
  }
  const context = result.context ?? {};
  if (simpleResponses) {
    if (typeof isAuthorized !== 'boolean') return "Simple response did not include 'isAuthorized'";
    return { context, decision: isAuthorized };
  }
  const statements = isObject(policyDocument) ? readStatements(policyDocument.Statement) : undefined;
  if (!statements) return "Policy response did not include a valid 'policyDocument'";
  if (typeof principalId !== 'string') return "Policy response did not include 'principalId'";
  return { principalId, context, decision: statements };
}

/** Whether a result allows a request to a route.
 *  @param executeApiArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` */
export function allows({ decision }: HttpAuthorizerResult, executeApiArn: string): boolean {
  return typeof decision === 'boolean' ? decision : evaluatePolicy(decision, executeApiArn) === 'Allow';
}
