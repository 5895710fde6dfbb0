import type { Account, DeployedFunction, InvokeFunction } from '../account.ts';
import type { SentEvent } from '../engine/scripted-handler.ts';
import { evaluate } from '../iam/evaluate.ts';

const WELCOME_LOG_GROUP = '/aws/apigateway/welcome';

/** The calls that the handlers of Tailgate's custom resources make, each with the rights that its role has at that time. The answer
 *  goes over the real protocol. */
export const permittedCalls: InvokeFunction = async (invoked, sent, account) => {
  const event = sent as SentEvent;
  const { RoleArn, LogGroupName = WELCOME_LOG_GROUP } = event.ResourceProperties as Record<string, string | undefined>;
  const { StackId, RequestId, LogicalResourceId } = event;
  const physicalId = event.PhysicalResourceId ?? LogGroupName;
  let result: object = {
    Status: 'SUCCESS',
    Data: { LogGroupName, RoleArn, Outcome: 'set', Reason: 'no role was set' },
  };
  try {
    if (event.RequestType !== 'Delete') {
      if (RoleArn !== undefined) setAccountRole(invoked, account, RoleArn);
      adoptLogGroup(invoked, account, LogGroupName);
    }
  } catch (error) {
    result = { Status: 'FAILED', Reason: (error as Error).message };
  }
  const body = JSON.stringify({ ...result, PhysicalResourceId: physicalId, StackId, RequestId, LogicalResourceId });
  await fetch(event.ResponseURL, { method: 'PUT', headers: { 'Content-Type': '' }, body });
};

function adoptLogGroup(invoked: DeployedFunction, account: Account, logGroupName: string): void {
  const region = account.region(invoked.region);
  const resource = `arn:aws:logs:${invoked.region}:${account.accountId}:log-group:${logGroupName}:log-stream:`;
  check(invoked, account, 'logs:CreateLogGroup', resource);
  try {
    region.logs('CreateLogGroup', { logGroupName });
  } catch (error) {
    if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error;
  }
  check(invoked, account, 'logs:PutRetentionPolicy', resource);
  region.logs('PutRetentionPolicy', { logGroupName, retentionInDays: 7 });
}

function setAccountRole(invoked: DeployedFunction, account: Account, roleArn: string): void {
  const setting = `arn:aws:apigateway:${invoked.region}::/account`;
  check(invoked, account, 'apigateway:GET', setting);
  check(invoked, account, 'apigateway:PATCH', setting);
  check(invoked, account, 'iam:PassRole', roleArn, { 'iam:PassedToService': 'apigateway.amazonaws.com' });
  account.region(invoked.region).apiGatewayRoleArn = roleArn;
}

/** @throws Error with the message of AWS when the role of the function does not allow the action now. */
function check(
  { roleArn, name }: DeployedFunction,
  { roles, clock }: Account,
  action: string,
  resource: string,
  context: Readonly<Record<string, string>> = {},
): void {
  const role = [...roles.values()].find(({ arn }) => arn === roleArn);
  const now = clock.now();
  const identity = (role?.policies ?? [])
    .filter(({ effectiveAt, endsAt = Number.POSITIVE_INFINITY }) => effectiveAt <= now && now < endsAt)
    .map(({ document }) => document);
  const decision = evaluate({ action, resource, context }, { identity, boundary: role?.boundary });
  if (decision.allowed) return;
  throw new Error(`User: ${name} is not authorized to perform: ${action} on resource: ${resource} ${decision.reason}`);
}
