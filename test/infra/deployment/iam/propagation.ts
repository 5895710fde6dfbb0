import type { Account, Role } from '../account.ts';
import type { PolicyDocument } from './policy-document.ts';

/** A service that evaluates policies, or assumes roles. */
export type IamClientService = 'apigateway' | 'iam' | 'logs' | 'sts';

/** IAM changes reach each service at another time; AWS documents no order. The share of the delay after which a service uses a change. The
 *  custom resources call API Gateway first, then IAM, then CloudWatch Logs: in this order each of them must wait. */
const DELAY_SHARES: Readonly<Record<IamClientService, number>> = { apigateway: 0.4, iam: 0.7, logs: 1, sts: 1 };

/** The policies of a role that a service applies now.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency */
export function policiesKnownTo(service: IamClientService, role: Role, account: Account): PolicyDocument[] {
  const isKnown = (changedAt: number) => isKnownTo(service, changedAt, account);
  return role.policies
    .filter(({ attachedAt, detachedAt }) => isKnown(attachedAt) && (detachedAt === undefined || !isKnown(detachedAt)))
    .map(({ document }) => document);
}

/** The role with this ARN or name as a service knows it now. A new role, another trust policy or permissions boundary, and the deletion of a
 *  role reach the service late, too. */
export function roleKnownTo(
  service: IamClientService,
  arnOrName: string | undefined,
  account: Account,
): Role | undefined {
  const isKnown = (changedAt: number) => isKnownTo(service, changedAt, account);
  const role = [...account.deletedRoles, ...account.roles.values()].find(
    ({ arn, name, createdAt, deletedAt }) =>
      [arn, name].includes(arnOrName ?? '') && isKnown(createdAt) && (deletedAt === undefined || !isKnown(deletedAt)),
  );
  const earlier = role?.earlier?.find(({ until }) => !isKnown(until));
  return role && earlier ? { ...role, trust: earlier.trust, boundary: earlier.boundary } : role;
}

/** Whether a change of IAM has reached a service.
 *  @param changedAt epoch milliseconds. */
export function isKnownTo(service: IamClientService, changedAt: number, { clock, iamDelayMs }: Account): boolean {
  return clock.now() >= changedAt + iamDelayMs * DELAY_SHARES[service];
}

/** The policies of a role as they are when every change is effective. */
export function currentPolicies({ policies }: Role): PolicyDocument[] {
  return policies.filter(({ detachedAt }) => detachedAt === undefined).map(({ document }) => document);
}
