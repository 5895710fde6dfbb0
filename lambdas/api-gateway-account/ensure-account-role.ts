import { type APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetRoleCommand, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { parseArn } from '../../core/arn.ts';
import type { Clock } from '../../core/clock.ts';
import { type BackOff, retry } from '../../core/retry.ts';

/** The actions that API Gateway needs to write logs. Its managed policy allows them, too.
 *  @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html */
const LOG_ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
/** A new role reaches API Gateway within this time. */
const PROPAGATION_MS = 100_000;
const BACK_OFF: BackOff = { firstMs: 1000, maxMs: 10_000 };
const API_GATEWAY_PRINCIPAL = 'apigateway.amazonaws.com';

/** The clients and the clock that `ensureAccountRole` uses. */
export interface AccountServices {
  readonly clock: Clock;
  readonly apiGateway: Pick<APIGatewayClient, 'send'>;
  readonly iam: Pick<IAMClient, 'send'>;
  readonly region: string;
}

/** The role of the account, and what was done. */
export interface AccountRole {
  /** The role that is set after the call. */
  readonly roleArn: string;
  readonly outcome: 'set' | 'replaced' | 'already set' | 'kept';
  /** The reason for the outcome, as text. */
  readonly reason: string;
}

/** Ensures that API Gateway has a role that can write logs. A role that works is kept. A missing or broken role is replaced
 *  by ours.
 *  @param replace replaces any other role, even one that works.
 *  @throws Error when the setting cannot be read or changed. */
export async function ensureAccountRole(
  ours: string,
  { replace }: { readonly replace: boolean },
  services: AccountServices,
): Promise<AccountRole> {
  const current = await currentRole(services);
  if (current === ours) return { roleArn: ours, outcome: 'already set', reason: 'the account already has this role' };
  const fault =
    current === undefined
      ? 'no role was set'
      : replace
        ? 'a replacement was requested'
        : await findFault(current, services);
  if (current !== undefined && fault === undefined) {
    return { roleArn: current, outcome: 'kept', reason: 'the current role works' };
  }
  if (current !== undefined && fault instanceof CheckFailure) {
    return { roleArn: current, outcome: 'kept', reason: fault.reason };
  }
  await setRole(ours, services);
  return { roleArn: ours, outcome: current === undefined ? 'set' : 'replaced', reason: String(fault) };
}

/** The role could not be checked. It must not be replaced, because it may work. */
class CheckFailure {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

async function currentRole({ apiGateway, clock }: AccountServices): Promise<string | undefined> {
  const account = await retryWhilePropagating(() => apiGateway.send(new GetAccountCommand({})), isThrottle, clock);
  return account.cloudwatchRoleArn || undefined;
}

/** What is wrong with a role; undefined when it works. */
async function findFault(roleArn: string, services: AccountServices): Promise<string | CheckFailure | undefined> {
  try {
    return await checkRole(roleArn, services);
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'NoSuchEntityException') return 'the previous role does not exist';
    if (/^AccessDenied/.test(name)) return new CheckFailure(`the current role could not be checked (${message})`);
    throw error;
  }
}

async function checkRole(roleArn: string, { iam, region, clock }: AccountServices): Promise<string | undefined> {
  const withRetry = <T>(call: () => Promise<T>) => retryWhilePropagating(call, isThrottle, clock);
  const RoleName = roleArn.split('/').at(-1);
  const { Role } = await withRetry(() => iam.send(new GetRoleCommand({ RoleName })));
  // A role that was created again with the same name and another path has another ARN.
  if (Role?.Arn !== roleArn) return 'the previous role does not exist';
  if (!trustsApiGateway(Role.AssumeRolePolicyDocument ?? '')) return 'the previous role does not trust API Gateway';
  const { EvaluationResults = [] } = await withRetry(() =>
    iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: LOG_ACTIONS,
        ResourceArns: ['*', exampleExecutionLogStream(roleArn, region)],
      }),
    ),
  );
  // A role that is limited to the log groups of APIs works, too.
  const denied = LOG_ACTIONS.filter(
    (action) =>
      !EvaluationResults.some((result) => result.EvalActionName === action && result.EvalDecision === 'allowed'),
  );
  return denied.length === 0 ? undefined : `the previous role does not allow ${denied.join(', ')}`;
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
      [Action].flat().includes('sts:AssumeRole') &&
      services.some((name) => name === API_GATEWAY_PRINCIPAL || name === '*')
    );
  });
}

async function setRole(roleArn: string, { apiGateway, clock }: AccountServices): Promise<void> {
  const patchOperations = [{ op: 'replace' as const, path: '/cloudwatchRoleArn', value: roleArn }];
  await retryWhilePropagating(
    () => apiGateway.send(new UpdateAccountCommand({ patchOperations })),
    // Until a new role has reached API Gateway, its permissions seem to be missing.
    (error) => isThrottle(error) || (error.name === 'BadRequestException' && /role/i.test(error.message)),
    clock,
  );
}

/** Retries for a little longer than a new role needs to reach API Gateway. */
function retryWhilePropagating<Output>(
  call: () => Promise<Output>,
  isRetryable: (error: Error) => boolean,
  clock: Clock,
): Promise<Output> {
  return retry(call, { clock, isRetryable, backOff: BACK_OFF, maxElapsedMs: PROPAGATION_MS });
}

function isThrottle(error: Error): boolean {
  return /^(TooManyRequestsException|Throttling|LimitExceeded|ServiceUnavailable|InternalFailure|ServiceFailure)/.test(
    error.name,
  );
}
