import type { Role, RolePolicy } from '../../account.ts';
import { managedPolicy } from '../../iam/managed-policies.ts';
import type { PolicyDocument } from '../../iam/policy-document.ts';
import type { RehearsalAccount } from '../rehearsal-account.ts';
import { alreadyExists, type ResourceRequest, type ResourceType } from '../resource-type.ts';
import { checkPolicySize, checkRoleQuotas } from './role-quotas.ts';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const ROLE: ResourceType = {
  create(request) {
    const { account, properties } = request;
    const name = request.nameIn('RoleName', 64);
    if (account.roles.has(name)) throw alreadyExists(request.type, 'RoleName', name);
    const path = String(properties.Path ?? '/');
    const role: Role = {
      name,
      arn: `arn:aws:iam::${account.accountId}:role${path}${name}`,
      createdAt: account.clock.now(),
      ...settings(request),
      policies: ownPolicies(request),
    };
    checkRoleQuotas(role);
    account.roles.set(name, role);
    return { physicalId: name, attributes: { Arn: role.arn, RoleId: `AROA${account.uniqueId(12)}` } };
  },
  update(request, current) {
    const role = existingRole(request.account, current.physicalId);
    const { trust, boundary } = role;
    role.earlier = [...(role.earlier ?? []), { trust, boundary, until: request.account.clock.now() }];
    Object.assign(role, settings(request));
    const attached = attachedPolicies.get(request.account) ?? new Map();
    const others = new Set([...attached.values()].flat().map(({ policy }) => policy));
    for (const policy of role.policies) if (!others.has(policy)) endPolicy(request.account, policy);
    role.policies.push(...ownPolicies(request));
    checkRoleQuotas(role);
    return current;
  },
  delete({ account }, { physicalId }) {
    const role = account.roles.get(physicalId);
    if (!role) return;
    account.roles.delete(physicalId);
    account.deletedRoles.push(Object.assign(role, { deletedAt: account.clock.now() }));
  },
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html */
export const POLICY: ResourceType = {
  create(request) {
    const physicalId = request.account.uniqueId(12);
    attach(request, physicalId, [request.properties.Roles ?? []].flat().map(String));
    return { physicalId, attributes: { Id: physicalId } };
  },
  update(request, current) {
    detach(request.account, current.physicalId);
    attach(request, current.physicalId, [request.properties.Roles ?? []].flat().map(String));
    return current;
  },
  delete: ({ account }, { physicalId }) => detach(account, physicalId),
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const MANAGED_POLICY: ResourceType = {
  create(request) {
    const { account, properties } = request;
    const arn = `arn:aws:iam::${account.accountId}:policy/${request.nameIn('ManagedPolicyName', 128)}`;
    if (account.managedPolicies.has(arn)) throw alreadyExists(request.type, 'PolicyArn', arn);
    checkPolicySize(properties.PolicyDocument as PolicyDocument);
    account.managedPolicies.set(arn, properties.PolicyDocument as PolicyDocument);
    attach(request, arn, [properties.Roles ?? []].flat().map(String), true);
    return { physicalId: arn, attributes: { PolicyArn: arn } };
  },
  update(request, current) {
    const { account, properties } = request;
    checkPolicySize(properties.PolicyDocument as PolicyDocument);
    account.managedPolicies.set(current.physicalId, properties.PolicyDocument as PolicyDocument);
    detach(account, current.physicalId);
    attach(request, current.physicalId, [properties.Roles ?? []].flat().map(String), true);
    return current;
  },
  delete({ account }, { physicalId }) {
    account.managedPolicies.delete(physicalId);
    detach(account, physicalId);
  },
};

interface Attached {
  readonly policy: RolePolicy;
}

/** The policies that are resources of their own, by physical id. */
const attachedPolicies = new WeakMap<RehearsalAccount, Map<string, Attached[]>>();

function attach(
  { account, properties }: ResourceRequest,
  physicalId: string,
  roleNames: readonly string[],
  isManaged = false,
): void {
  const attached = attachedPolicies.get(account) ?? new Map<string, Attached[]>();
  attachedPolicies.set(account, attached);
  const policies = roleNames.map((name) => {
    const policy = newPolicy(account, properties.PolicyDocument as PolicyDocument, isManaged);
    const role = existingRole(account, name);
    checkRoleQuotas({ ...role, policies: [...role.policies, policy] });
    role.policies.push(policy);
    return { policy };
  });
  attached.set(physicalId, policies);
}

function detach(account: RehearsalAccount, physicalId: string): void {
  for (const { policy } of attachedPolicies.get(account)?.get(physicalId) ?? []) endPolicy(account, policy);
}

function endPolicy(account: RehearsalAccount, policy: RolePolicy): void {
  policy.detachedAt ??= account.clock.now();
}

function settings({ account, properties }: ResourceRequest): Pick<Role, 'trust' | 'boundary'> {
  const boundary = properties.PermissionsBoundary;
  return {
    trust: properties.AssumeRolePolicyDocument as PolicyDocument,
    boundary: boundary === undefined ? undefined : policyByArn(account, String(boundary)),
  };
}

/** The inline and the managed policies in the properties of a role. */
function ownPolicies({ account, properties }: ResourceRequest): RolePolicy[] {
  const inline = (properties.Policies ?? []) as { PolicyDocument: PolicyDocument }[];
  const managed = ((properties.ManagedPolicyArns ?? []) as string[]).map((arn) => policyByArn(account, arn));
  return [
    ...inline.map(({ PolicyDocument }) => newPolicy(account, PolicyDocument)),
    ...managed.map((document) => newPolicy(account, document, true)),
  ];
}

function policyByArn(account: RehearsalAccount, arn: string): PolicyDocument {
  const own = account.managedPolicies.get(arn);
  if (own) return own;
  if (arn.includes(':iam::aws:')) return managedPolicy(arn);
  throw new Error(`Policy ${arn} does not exist or is not attachable.`);
}

function newPolicy(account: RehearsalAccount, document: PolicyDocument, isManaged = false): RolePolicy {
  return { document, isManaged, attachedAt: account.clock.now() };
}

function existingRole(account: RehearsalAccount, name: string): Role {
  const role = account.roles.get(name);
  if (!role) throw new Error(`The role with name ${name} cannot be found.`);
  return role;
}
