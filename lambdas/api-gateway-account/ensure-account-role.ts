import { type APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetRoleCommand, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { parseArn } from '../../core/arn.ts';
import type { Clock } from '../../core/clock.ts';
import { type BackOff, retry } from '../../core/retry.ts';

/** What API Gateway needs to be allowed; what its managed policy allows.
 *  @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html */
const LOG_ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
/** A new role becomes known to API Gateway within this time. */
const PROPAGATION_MS = 100_000;
const BACK_OFF: BackOff = { firstMs: 1000, maxMs: 10_000 };
const PRINCIPAL = 'apigateway.amazonaws.com';

export interface AccountServices {
  readonly clock: Clock;
  readonly apiGateway: Pick<APIGatewayClient, 'send'>;
  readonly iam: Pick<IAMClient, 'send'>;
  readonly region: string;
}

/** What was found, and what was done about it. */
export interface AccountRole {
  /** The role that is set now. */
  readonly roleArn: string;
  readonly outcome: 'set' | 'replaced' | 'already ours' | 'left alone';
  /** Why. */
  readonly reason: string;
}

/** Sees to it that API Gateway has a role to log with: one that works is left alone, none or a broken one is replaced by ours.
 *  @param replace takes ours whatever is set.
 *  @throws Error when the setting cannot be read or changed. */
export async function ensureAccountRole(
  ours: string,
  { replace }: { readonly replace: boolean },
  services: AccountServices,
): Promise<AccountRole> {
  const current = await currentRole(services);
  if (current === ours) return { roleArn: ours, outcome: 'already ours', reason: 'the setting names our role' };
  const fault =
    current === undefined
      ? 'no role was set'
      : replace
        ? 'a replacement was asked for'
        : await faultOf(current, services);
  if (current !== undefined && fault === undefined) {
    return { roleArn: current, outcome: 'left alone', reason: 'the role that is set works' };
  }
  if (current !== undefined && fault instanceof Unknown) {
    return { roleArn: current, outcome: 'left alone', reason: fault.reason };
  }
  await setRole(ours, services);
  return { roleArn: ours, outcome: current === undefined ? 'set' : 'replaced', reason: String(fault) };
}

/** Nothing is known against the role: whoever may not look must not overwrite. */
class Unknown {
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
async function faultOf(roleArn: string, services: AccountServices): Promise<string | Unknown | undefined> {
  try {
    return await inspect(roleArn, services);
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'NoSuchEntityException') return 'the role that was set does not exist';
    if (/^AccessDenied/.test(name)) return new Unknown(`the role that is set could not be looked at (${message})`);
    throw error;
  }
}

async function inspect(roleArn: string, { iam, region, clock }: AccountServices): Promise<string | undefined> {
  const ask = <T>(call: () => Promise<T>) => retryWhilePropagating(call, isThrottle, clock);
  const RoleName = roleArn.split('/').at(-1);
  const { Role } = await ask(() => iam.send(new GetRoleCommand({ RoleName })));
  // A role that was deleted and made again under the same name, in another path, has another ARN.
  if (Role?.Arn !== roleArn) return 'the role that was set does not exist';
  if (!trustsApiGateway(Role.AssumeRolePolicyDocument ?? '')) return 'the role that was set does not trust API Gateway';
  const { EvaluationResults = [] } = await ask(() =>
    iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: LOG_ACTIONS,
        ResourceArns: ['*', anExecutionLogStream(roleArn, region)],
      }),
    ),
  );
  // A role for the log groups of APIs alone works as well as one for all.
  const denied = LOG_ACTIONS.filter(
    (action) =>
      !EvaluationResults.some((result) => result.EvalActionName === action && result.EvalDecision === 'allowed'),
  );
  return denied.length === 0 ? undefined : `the role that was set may not ${denied.join(', ')}`;
}

function anExecutionLogStream(roleArn: string, region: string): string {
  const { partition, accountId } = parseArn(roleArn) ?? { partition: 'aws', accountId: '' };
  return `arn:${partition}:logs:${region}:${accountId}:log-group:API-Gateway-Execution-Logs_a1b2c3d4e5/prod:log-stream:stream`;
}

/** IAM gives the document URL-encoded. */
function trustsApiGateway(document: string): boolean {
  const { Statement = [] } = JSON.parse(decodeURIComponent(document) || '{}');
  return [Statement].flat().some(({ Effect, Action, Principal }) => {
    const services = [Principal === '*' ? '*' : Principal?.Service].flat();
    return (
      Effect === 'Allow' &&
      [Action].flat().includes('sts:AssumeRole') &&
      services.some((name) => name === PRINCIPAL || name === '*')
    );
  });
}

async function setRole(roleArn: string, { apiGateway, clock }: AccountServices): Promise<void> {
  const patchOperations = [{ op: 'replace' as const, path: '/cloudwatchRoleArn', value: roleArn }];
  await retryWhilePropagating(
    () => apiGateway.send(new UpdateAccountCommand({ patchOperations })),
    // Until IAM has told everybody of the new role, API Gateway takes it for one without permissions.
    (error) => isThrottle(error) || (error.name === 'BadRequestException' && /role/i.test(error.message)),
    clock,
  );
}

/** Retries for as long as a new role takes to become known to API Gateway, and somewhat longer. */
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
