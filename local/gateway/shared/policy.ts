import { isObject } from '../../../core/is-object.ts';
import { compileWildcard } from '../../../core/wildcard.ts';

/** A statement of an IAM policy. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Reads `Statement` of a policy document; undefined when a statement is not valid. */
export function readStatements(statement: unknown): PolicyStatement[] | undefined {
  const statements = (Array.isArray(statement) ? statement : [statement]).map(readStatement);
  return statements.every((one) => one !== undefined) ? statements : undefined;
}

function readStatement(statement: unknown): PolicyStatement | undefined {
  if (!isObject(statement)) return undefined;
  const { Effect: effect } = statement;
  const actions = readStrings(statement.Action);
  const resources = readStrings(statement.Resource);
  return (effect === 'Allow' || effect === 'Deny') && actions && resources ? { effect, actions, resources } : undefined;
}

function readStrings(value: unknown): string[] | undefined {
  const values = Array.isArray(value) ? value : [value];
  return values.length > 0 && values.every((one) => typeof one === 'string') ? values : undefined;
}

/** Evaluates whether the statements allow a call of a method or a route. An explicit deny takes precedence.
 *  @param executeApiArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`
 *  @returns undefined when no statement applies, which denies the call implicitly.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html */
export function evaluatePolicy(
  statements: readonly PolicyStatement[],
  executeApiArn: string,
): 'Allow' | 'Deny' | undefined {
  const applicable = statements.filter(
    ({ actions, resources }) =>
      actions.some((action) => compileWildcard(action.toLowerCase(), '?')('execute-api:invoke')) &&
      resources.some((resource) => compileWildcard(resource, '?')(executeApiArn)),
  );
  if (applicable.some(({ effect }) => effect === 'Deny')) return 'Deny';
  return applicable.length > 0 ? 'Allow' : undefined;
}

/** The ARN that a policy uses for the method or the route of a request. */
export function executeApiArn({
  region,
  accountId,
  api,
  stage,
  request,
}: {
  readonly region: string;
  readonly accountId: string;
  readonly api: { readonly id: string };
  readonly stage: { readonly name: string };
  readonly request: { readonly httpMethod: string; readonly resourceRequestPath: string };
}): string {
  const path = request.resourceRequestPath.replace(/^\//, '');
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${request.httpMethod}/${path}`;
}
