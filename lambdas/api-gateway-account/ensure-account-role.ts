import { type APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetRoleCommand, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { parseArn } from '../../core/arn.ts';
import { type CallRetries, isAccessDenied } from '../custom-resource/call-retries.ts';

/** The actions that API Gateway needs to write logs. Its managed policy allows them, too.
 *  @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html */
const LOG_ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const API_GATEWAY_PRINCIPAL = 'apigateway.amazonaws.com';

/** The clients that `ensureAccountRole` uses. */
export interface AccountClients {
  readonly apiGateway: Pick<APIGatewayClient, 'send'>;
  readonly iam: Pick<IAMClient, 'send'>;
  readonly region: string;
}

interface AccountServices extends AccountClients {
  readonly retries: CallRetries;
}

/** The role of the account, and what was done. */
export interface AccountRole {
  /** The role that is set after the call. */
  readonly roleArn: string;
  readonly outcome: 'set' | 'replaced' | 'already set' | 'already set, but broken' | 'kept' | 'kept without a check';
  /** The reason for the outcome, as text. */
  readonly reason: string;
}

/** Ensures that API Gateway has a role that can write logs. A role that works is kept. A missing or broken role is replaced
 *  by ours. A role that may not be read, also after the time that IAM needs for a change, is kept, and the outcome says so: it may work, and
 *  all APIs of the region use it. There is nothing better than our own role, so the outcome says if it is set and broken.
 *  @param replace replaces any other role, even one that works.
 *  @throws Error when the setting cannot be read or changed. */
export async function ensureAccountRole(
  ours: string,
  { replace }: { readonly replace: boolean },
  clients: AccountClients,
  retries: CallRetries,
): Promise<AccountRole> {
  const services = { ...clients, retries };
  const current = await currentRole(services);
  if (current === ours) return ourRole(ours, services);
  if (current === undefined) return setRole(ours, 'set', 'no role was set', services);
  if (replace) return setRole(ours, 'replaced', 'a replacement was requested', services);
  const fault = await lastingFault(current, ours, services);
  if (fault === undefined) return { roleArn: current, outcome: 'kept', reason: 'the current role works' };
  if (fault instanceof CheckFailure) {
    const reason = `${fault.reason}, or replace it with -c replaceAccountRole=true`;
    return { roleArn: current, outcome: 'kept without a check', reason };
  }
  return setRole(ours, 'replaced', `the previous role ${fault}`, services);
}

/** Our role is set already. */
async function ourRole(roleArn: string, services: AccountServices): Promise<AccountRole> {
  const fault = await lastingFault(roleArn, roleArn, services);
  if (typeof fault !== 'string') {
    return { roleArn, outcome: 'already set', reason: fault?.reason ?? 'the account already has this role' };
  }
  const reason = `${roleArn} ${fault}, so API Gateway writes no logs. Fix the role`;
  return { roleArn, outcome: 'already set, but broken', reason };
}

/** Finds what is still wrong with a role after the time that IAM needs for a change. The role may have been repaired a moment ago. */
async function lastingFault(
  roleArn: string,
  ours: string,
  services: AccountServices,
): Promise<string | CheckFailure | undefined> {
  const find = async () => {
    const fault = await findFault(roleArn, ours, services);
    if (typeof fault === 'string') throw new BrokenRoleError(fault);
    return fault;
  };
  try {
    return await services.retries.call(find, (error) => error instanceof BrokenRoleError);
  } catch (error) {
    if (!(error instanceof BrokenRoleError)) throw error;
    return error.message;
  }
}

class BrokenRoleError extends Error {}

/** The role could not be checked. It must not be replaced, because it may work. */
class CheckFailure {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

async function currentRole({ apiGateway, retries }: AccountServices): Promise<string | undefined> {
  const account = await retries.call((options) => apiGateway.send(new GetAccountCommand({}), options));
  return account.cloudwatchRoleArn || undefined;
}

/** What is wrong with a role, for example `does not exist`; undefined when it works.
 *  @param ours a role of this account. */
async function findFault(
  roleArn: string,
  ours: string,
  services: AccountServices,
): Promise<string | CheckFailure | undefined> {
  const accountId = parseArn(roleArn)?.accountId;
  // IAM finds roles by name, and only those of this account.
  if (accountId !== parseArn(ours)?.accountId) return notChecked(roleArn, `it is a role of the account ${accountId}`);
  try {
    return await checkRole(roleArn, services);
  } catch (error) {
    const { message } = error as Error;
    if (isMissing(error as Error)) return 'does not exist';
    if (isAccessDenied(error as Error)) return notChecked(roleArn, message);
    throw error;
  }
}

/** Also a role that was made seconds ago: IAM may not know it everywhere yet. */
function isMissing({ name }: Error): boolean {
  return /^NoSuchEntity(Exception)?$/.test(name);
}

function notChecked(roleArn: string, why: string): CheckFailure {
  return new CheckFailure(
    `${roleArn} could not be checked: ${why}. Check that it exists, trusts ${API_GATEWAY_PRINCIPAL} and can write logs`,
  );
}

async function checkRole(
  roleArn: string,
  { iam, region, retries }: AccountServices,
): Promise<string | CheckFailure | undefined> {
  const RoleName = roleArn.split('/').at(-1);
  const { Role } = await retries.call((options) => iam.send(new GetRoleCommand({ RoleName }), options), isMissing);
  // A role that was created again with the same name and another path has another ARN.
  if (Role?.Arn !== roleArn) return 'does not exist';
  if (!trustsApiGateway(Role.AssumeRolePolicyDocument ?? '')) return 'does not trust API Gateway';
  // One resource: with several, a result has the most restrictive decision of all of them.
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
  const simulate = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: roleArn,
    ActionNames: LOG_ACTIONS,
    ResourceArns: [exampleExecutionLogStream(roleArn, region)],
  });
  const { EvaluationResults = [] } = await retries.call((options) => iam.send(simulate, options), isMissing);
  const denied = LOG_ACTIONS.flatMap((action) => {
    const result = EvaluationResults.find(({ EvalActionName }) => EvalActionName === action);
    return result?.EvalDecision === 'allowed' ? [] : [{ action, missing: result?.MissingContextValues ?? [] }];
  });
  if (denied.length === 0) return undefined;
  // The simulation does not know the values of a condition that API Gateway's calls may meet.
  const missing = denied.flatMap((result) => result.missing);
  if (missing.length > 0) return notChecked(roleArn, `its policies depend on ${missing.join(', ')}`);
  return `does not allow ${denied.map(({ action }) => action).join(', ')}`;
}

function exampleExecutionLogStream(roleArn: string, region: string): string {
  const { partition, accountId } = parseArn(roleArn) ?? { partition: 'aws', accountId: '' };
  return `arn:${partition}:logs:${region}:${accountId}:log-group:API-Gateway-Execution-Logs_a1b2c3d4e5/prod:log-stream:stream`;
}

/** @param document URL-encoded JSON, as IAM returns it. */
function trustsApiGateway(document: string): boolean {
  const { Statement = [] } = JSON.parse(decodeURIComponent(document) || '{}');
  return [Statement].flat().some(({ Effect, Action, Principal }) => {
    const services = [Principal === '*' ? '*' : Principal?.Service].flat();
    return (
      Effect === 'Allow' &&
      [Action].flat().some((action) => ['sts:AssumeRole', 'sts:*', '*'].includes(action)) &&
      services.some((name) => name === API_GATEWAY_PRINCIPAL || name === '*')
    );
  });
}

async function setRole(
  roleArn: string,
  outcome: AccountRole['outcome'],
  reason: string,
  { apiGateway, retries }: AccountServices,
): Promise<AccountRole> {
  const patchOperations = [{ op: 'replace' as const, path: '/cloudwatchRoleArn', value: roleArn }];
  await retries.call(
    (options) => apiGateway.send(new UpdateAccountCommand({ patchOperations }), options),
    // Until a new role has reached API Gateway, its permissions seem to be missing.
    ({ name, message }) => name === 'BadRequestException' && /role|cloudwatch logs/i.test(message),
  );
  return { roleArn, outcome, reason };
}
