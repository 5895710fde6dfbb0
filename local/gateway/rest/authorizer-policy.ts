import { isObject } from '../../../core/is-object.ts';

/** What a function behind an authorizer returned. */
export interface AuthorizerAnswer {
  readonly principalId: string;
  readonly statements: readonly Statement[];
  /** As text, as those behind the authorizer get it. */
  readonly context: Readonly<Record<string, string>>;
}

/** What one statement of a policy says. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What a policy says of a method: nothing, when no statement is about it. */
export type Decision = 'Allow' | 'Deny' | undefined;

/** Reads what the function of an authorizer returned.
 *  @returns what is wrong with it, when API Gateway could not use it.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
export function readAuthorizerAnswer(payload: string): AuthorizerAnswer | string {
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
  const texts = Object.entries(context ?? {});
  if (texts.some(([, value]) => !['string', 'number', 'boolean'].includes(typeof value))) {
    return 'Invalid context in response';
  }
  return {
    principalId,
    statements,
    context: Object.fromEntries(texts.map(([key, value]) => [key, String(value)])),
  };
}

/** @param methodArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html */
export function decide(statements: readonly Statement[], methodArn: string): Decision {
  const about = statements.filter(
    ({ actions, resources }) =>
      actions.some((action) => matches(action.toLowerCase(), 'execute-api:invoke')) &&
      resources.some((resource) => matches(resource, methodArn)),
  );
  if (about.some(({ effect }) => effect === 'Deny')) return 'Deny';
  return about.length > 0 ? 'Allow' : undefined;
}

/** Reads the statements of a policy; undefined when one is none. */
export function readStatements(given: unknown): Statement[] | undefined {
  const statements = (Array.isArray(given) ? given : [given]).map((statement): Statement | undefined => {
    if (!isObject(statement)) return undefined;
    const effect = statement.Effect;
    const actions = texts(statement.Action);
    const resources = texts(statement.Resource);
    return (effect === 'Allow' || effect === 'Deny') && actions && resources
      ? { effect, actions, resources }
      : undefined;
  });
  return statements.every((statement) => statement !== undefined) ? statements : undefined;
}

function texts(given: unknown): string[] | undefined {
  const all = Array.isArray(given) ? given : [given];
  return all.length > 0 && all.every((one) => typeof one === 'string') ? all : undefined;
}

/** `*` stands for any text, slashes too; `?` for one character. Goes back to the last `*` alone: no pattern takes long. */
function matches(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') [star, mark, p] = [p, t, p + 1];
    else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, mark, t] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
