import type { Role } from '../../account.ts';
import type { PolicyDocument } from '../../iam/policy-document.ts';
import { currentPolicies } from '../../iam/propagation.ts';

/** Characters, without white space; and managed policies per role, in a new account.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const QUOTAS = { trust: 2048, inline: 10_240, managed: 6144, managedPerRole: 10 } as const;

/** @throws Error with the message of IAM.
 *  @see https://github.com/aws-amplify/amplify-cli/issues/4369 */
export function checkRoleQuotas(role: Role): void {
  if (sizeOf(role.trust) > QUOTAS.trust) throw exceeded('ACLSizePerRole', QUOTAS.trust);
  const managed = role.policies.filter(({ isManaged, detachedAt }) => isManaged && detachedAt === undefined);
  if (managed.length > QUOTAS.managedPerRole) throw exceeded('PoliciesPerRole', QUOTAS.managedPerRole);
  const inline = currentPolicies({ ...role, policies: role.policies.filter(({ isManaged }) => !isManaged) });
  if (inline.reduce((sum, document) => sum + sizeOf(document), 0) > QUOTAS.inline) {
    throw new Error(`Maximum policy size of ${QUOTAS.inline} bytes exceeded for role ${role.name}`);
  }
}

/** @throws Error for a managed policy that is too long.
 *  @see https://github.com/aws-cloudformation/cfn-lint/issues/3804 */
export function checkPolicySize(document: PolicyDocument): void {
  if (sizeOf(document) > QUOTAS.managed) throw exceeded('PolicySize', QUOTAS.managed);
}

function sizeOf(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, '').length;
}

function exceeded(quota: string, limit: number): Error {
  return new Error(`Cannot exceed quota for ${quota}: ${limit}`);
}
