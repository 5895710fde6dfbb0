import type { DeployedFunction, Role } from '../account.ts';
import { type Decision, evaluate } from '../iam/evaluate.ts';
import { managedPolicy } from '../iam/managed-policies.ts';
import { statementsOf, valuesOf } from '../iam/policy-document.ts';
import { currentPolicies } from '../iam/propagation.ts';
import { isWorkingRole } from '../services/api-gateway-role.ts';
import type { RehearsalAccount, RehearsalRegion } from './rehearsal-account.ts';

const BASIC_EXECUTION = managedPolicy('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');

/** Finds functions and stages that would lose their logs, and functions whose policy allows an action on logs that another statement
 *  denies. The rights count as they are after the delay of IAM.
 *  @returns one line for each stage, and for each function and action. */
export function missingLogRights(account: RehearsalAccount, region: RehearsalRegion): string[] {
  const ofFunctions = [...region.functions.values()].flatMap((one) => {
    const role = [...account.roles.values()].find(({ arn }) => arn === one.roleArn);
    if (!role) return [`${one.name}: the role ${one.roleArn} does not exist`];
    return [...lostLogs(one, role, region, account), ...deniedGrants(one, role)];
  });
  return [...ofFunctions, ...lostStageLogs(account, region)];
}

/** API Gateway reports no error to the user when it cannot use the role of the account: the logs are missing.
 *  @see https://github.com/aws-solutions/workload-discovery-on-aws/issues/81
 *  @see https://github.com/aws-solutions/aws-waf-security-automations/issues/213 */
function lostStageLogs(account: RehearsalAccount, region: RehearsalRegion): string[] {
  if (isWorkingRole(region.apiGatewayRoleArn, account, region.name)) return [];
  return [...region.loggedStages].map(
    (stage) => `${stage} loses its logs: API Gateway cannot write with the role ${region.apiGatewayRoleArn}`,
  );
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
function lostLogs(
  { name, logGroupName }: DeployedFunction,
  role: Role,
  region: RehearsalRegion,
  { accountId }: RehearsalAccount,
): string[] {
  const group = `arn:aws:logs:${region.name}:${accountId}:log-group:${logGroupName}`;
  const needed = [
    ...(region.logGroup(logGroupName) ? [] : [['logs:CreateLogGroup', group]]),
    ['logs:CreateLogStream', `${group}:log-stream:stream`],
    ['logs:PutLogEvents', `${group}:log-stream:stream`],
  ] as [string, string][];
  return needed.flatMap(([action, resource]) => {
    const decision = decide(role, action, resource);
    return decision.allowed
      ? []
      : [`${name} loses its logs: it may not ${action} on ${logGroupName}, ${decision.reason}`];
  });
}

/** A function whose job includes an action on logs has an own statement for it. The policy that every function gets is no sign. */
function deniedGrants({ name }: DeployedFunction, role: Role): string[] {
  return currentPolicies(role)
    .filter((document) => JSON.stringify(document) !== JSON.stringify(BASIC_EXECUTION))
    .flatMap(statementsOf)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      valuesOf(Action)
        .filter((action) => /^logs:\w+$/.test(action))
        .flatMap((action) => valuesOf(Resource).map((resource) => [action, resource.replaceAll('*', 'x')] as const)),
    )
    .flatMap(([action, resource]) => {
      const decision = decide(role, action, resource);
      const isDenied = !decision.allowed && decision.isExplicit;
      return isDenied ? [`${name} may not ${action} on ${resource}, ${decision.reason}`] : [];
    });
}

function decide(role: Role, action: string, resource: string): Decision {
  return evaluate({ action, resource }, { identity: currentPolicies(role), boundary: role.boundary });
}
