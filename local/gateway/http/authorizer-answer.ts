import { isObject } from '../../../core/is-object.ts';
import { decide, readStatements, type Statement } from '../rest/authorizer-policy.ts';
import type { HttpAuthorizer } from './authorizer-config.ts';

/** What the function of an authorizer returned. */
export interface HttpAuthorizerAnswer {
  readonly principalId?: string;
  /** What the function adds for those behind it, of any form. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly says: boolean | readonly Statement[];
}

/** Reads what the function of an authorizer returned.
 *  @returns what is wrong with it, when API Gateway could not use it.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function readHttpAuthorizerAnswer(
  payload: string,
  { simpleResponses }: Pick<HttpAuthorizer, 'simpleResponses'>,
): HttpAuthorizerAnswer | string {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return 'Response is not valid JSON';
  }
  if (!isObject(result)) return 'Response is not an object';
  const { isAuthorized, principalId, policyDocument, context } = result;
  if (context !== undefined && context !== null && !isObject(context)) return "'context' is not an object";
  const added = context ?? {};
  if (simpleResponses) {
    if (typeof isAuthorized !== 'boolean') return "Simple response did not include 'isAuthorized'";
    return { context: added, says: isAuthorized };
  }
  const statements = isObject(policyDocument) ? readStatements(policyDocument.Statement) : undefined;
  if (!statements) return "Policy response did not include a valid 'policyDocument'";
  if (typeof principalId !== 'string') return "Policy response did not include 'principalId'";
  return { principalId, context: added, says: statements };
}

/** Whether an answer lets a request to this route in.
 *  @param routeArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` */
export function letsIn({ says }: HttpAuthorizerAnswer, routeArn: string): boolean {
  return typeof says === 'boolean' ? says : decide(says, routeArn) === 'Allow';
}
