import type { Account } from '../account.ts';
import { evaluate, letsServiceAssume } from '../iam/evaluate.ts';
import { managedPolicy } from '../iam/managed-policies.ts';
import { valuesOf } from '../iam/policy-document.ts';
import { currentPolicies, policiesKnownTo, roleKnownTo } from '../iam/propagation.ts';

/** How API Gateway refuses a role, also one that it does not know yet.
 *  @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/apigateway/account.go */
export const REFUSED_ROLE =
  'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.';

/** The actions that API Gateway needs.
 *  @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html */
const PUSH_ACTIONS = [
  managedPolicy('arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs').Statement,
]
  .flat()
  .flatMap(({ Action }) => valuesOf(Action))
  .filter((action) => /Create|Put/.test(action));

/** Whether API Gateway can write logs with this role, when every change of IAM is effective or as it is now.
 *  @param roleArn undefined when no role is set. */
export function isWorkingRole(
  roleArn: string | undefined,
  account: Account,
  region: string,
  when: 'settled' | 'now' = 'settled',
): boolean {
  const role =
    when === 'now'
      ? roleKnownTo('sts', roleArn, account)
      : [...account.roles.values()].find(({ arn }) => arn === roleArn);
  if (!role || !letsServiceAssume(role.trust, 'apigateway.amazonaws.com')) return false;
  const identity = when === 'now' ? policiesKnownTo('logs', role, account) : currentPolicies(role);
  const resource = `arn:aws:logs:${region}:${account.accountId}:log-group:API-Gateway-Execution-Logs_a1b2c3d4e5/prod:log-stream:any`;
  const { boundary } = role;
  const { serviceControlPolicies: serviceControl } = account;
  return PUSH_ACTIONS.every((action) => evaluate({ action, resource }, { identity, boundary, serviceControl }).allowed);
}
