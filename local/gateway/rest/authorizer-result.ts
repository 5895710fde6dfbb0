import { isObject } from '../../../core/is-object.ts';
import type { ResultError } from '../shared/lambda-result.ts';
import { type PolicyStatement, readStatements } from '../shared/policy.ts';

/** The valid result of an authorizer's function. */
export interface RestAuthorizerResult {
  readonly principalId: string;
  readonly statements: readonly PolicyStatement[];
  /** The values converted to text, as the integration and the access log receive them. */
  readonly context: Readonly<Record<string, string>>;
}

/** Reads the result of an authorizer's function.
 *  @returns the error message of API Gateway when the result is not valid.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
export function readRestAuthorizerResult(payload: string): RestAuthorizerResult | ResultError {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return 'Invalid JSON in response';
  }
  if (!isObject(result)) return 'Invalid JSON in response';
  const { principalId, policyDocument, context } = result;
  if (typeof principalId !== 'string') return 'Invalid principalId in response';
  const statements = isObject(policyDocument) ? readStatements(policyDocument.Statement) : undefined;
  if (!statements) return 'Invalid policyDocument in response';
  if (context !== undefined && context !== null && !isObject(context)) return 'Invalid context in response';
  const entries = Object.entries(context ?? {});
  if (entries.some(([, value]) => !['string', 'number', 'boolean'].includes(typeof value))) {
    return 'Invalid context in response';
  }
  return {
    principalId,
    statements,
    context: Object.fromEntries(entries.map(([key, value]) => [key, String(value)])),
  };
}
