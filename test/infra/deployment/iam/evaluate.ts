import { meetsConditions, type RequestContext } from './conditions.ts';
import { type PolicyDocument, type Statement, statementsOf, valuesOf } from './policy-document.ts';
import { matchesPolicyPattern } from './policy-wildcard.ts';

/** What a principal wants to do. */
export interface AccessRequest {
  /** For example `logs:CreateLogGroup`. */
  readonly action: string;
  /** The ARN of the resource; `*` for an action without resources. */
  readonly resource: string;
  readonly context?: RequestContext;
}

/** The policies of a principal. */
export interface PrincipalPolicies {
  readonly identity: readonly PolicyDocument[];
  /** A permissions boundary limits what the identity policies can allow. @default no boundary */
  readonly boundary?: PolicyDocument | undefined;
  /** The policies of the organization. Only their deny statements count: the organization allows everything else.
   *  @default none */
  readonly serviceControl?: readonly PolicyDocument[];
}

/** The result, with the words of AWS for it. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly isExplicit: boolean; readonly reason: string };

/** Evaluates a request within one account, without policies of resources: an explicit deny wins, then both the boundary and an
 *  identity policy must allow the request.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html for the reasons.
 *  @throws UnsupportedPolicyError when a policy uses something that is not implemented here. */
export function evaluate(request: AccessRequest, policies: PrincipalPolicies): Decision {
  const { identity, boundary, serviceControl = [] } = policies;
  const effects = { identity: effectsOf(identity, request), boundary: effectsOf(boundary ? [boundary] : [], request) };
  const denied = (isExplicit: boolean, reason: string): Decision => ({ allowed: false, isExplicit, reason });
  if (effectsOf(serviceControl, request).has('Deny')) {
    return denied(true, 'with an explicit deny in a service control policy');
  }
  if (effects.identity.has('Deny')) return denied(true, 'with an explicit deny in an identity-based policy');
  if (effects.boundary.has('Deny')) return denied(true, 'with an explicit deny in a permissions boundary');
  if (boundary !== undefined && !effects.boundary.has('Allow')) {
    return denied(false, `because no permissions boundary allows the ${request.action} action`);
  }
  if (effects.identity.has('Allow')) return { allowed: true };
  return denied(false, `because no identity-based policy allows the ${request.action} action`);
}

/** Whether a trust policy lets a service assume the role.
 *  @param service for example `lambda.amazonaws.com`. */
export function letsServiceAssume(trust: PolicyDocument, service: string, context: RequestContext = {}): boolean {
  const matching = statementsOf(trust).filter(
    (statement) =>
      matchesAction(statement, 'sts:AssumeRole') &&
      isPrincipal(statement, service) &&
      meetsConditions(statement, context),
  );
  return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
}

function effectsOf(policies: readonly PolicyDocument[], request: AccessRequest): ReadonlySet<Statement['Effect']> {
  return new Set(
    policies
      .flatMap(statementsOf)
      .filter((statement) => applies(statement, request))
      .map(({ Effect }) => Effect),
  );
}

function applies(statement: Statement, { action, resource, context = {} }: AccessRequest): boolean {
  return (
    matchesAction(statement, action) && matchesResource(statement, resource) && meetsConditions(statement, context)
  );
}

/** Names of actions have no case. */
function matchesAction({ Action, NotAction }: Statement, action: string): boolean {
  const isListed = valuesOf(Action ?? NotAction).some((pattern) =>
    matchesPolicyPattern(pattern.toLowerCase(), action.toLowerCase()),
  );
  return isListed === (Action !== undefined);
}

function matchesResource({ Resource, NotResource }: Statement, resource: string): boolean {
  const isListed = valuesOf(Resource ?? NotResource).some((pattern) => matchesPolicyPattern(pattern, resource));
  return isListed !== (NotResource !== undefined);
}

function isPrincipal({ Principal }: Statement, service: string): boolean {
  if (Principal === undefined || Principal === '*') return Principal === '*';
  return valuesOf(Principal.Service).includes(service) || valuesOf(Principal.AWS).includes('*');
}
