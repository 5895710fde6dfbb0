import { GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { DeleteLogGroupCommand, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './aws-clients.ts';
import { type Found, type Leftover, ownLogGroupNames, type RunRecord } from './leftovers.ts';
import { stackStatus } from './stack-states.ts';

/** Looks up what is left of a run. It reads only names that the run may have created. */
export async function findLeftovers(run: RunRecord, clients: AwsClients): Promise<Found> {
  const physicalIds = (type: string) =>
    run.resources.filter((one) => one.type === type).map(({ physicalId }) => physicalId);
  const stacks: string[] = [];
  for (const name of run.stacks) if ((await stackStatus(clients, name)) !== undefined) stacks.push(name);
  const { names, prefixes } = ownLogGroupNames(run);
  const logGroups = new Map<string, number>();
  for (const logGroupNamePrefix of new Set([...names, ...prefixes])) {
    for await (const page of paginateDescribeLogGroups({ client: clients.logs }, { logGroupNamePrefix })) {
      for (const { logGroupName = '', creationTime = 0 } of page.logGroups ?? [])
        logGroups.set(logGroupName, creationTime);
    }
  }
  const existing = (names: readonly string[], exists: (name: string) => Promise<unknown>) =>
    Promise.all([...new Set(names)].map(async (name) => ((await existsOrMissing(exists(name))) ? [name] : [])));
  const tables = await existing(physicalIds('AWS::DynamoDB::Table'), (TableName) =>
    clients.dynamoDb.send(new DescribeTableCommand({ TableName })),
  );
  const roles = await existing(physicalIds('AWS::IAM::Role'), (RoleName) =>
    clients.iam.send(new GetRoleCommand({ RoleName })),
  );
  const { cloudwatchRoleArn } = await clients.apiGateway.send(new GetAccountCommand({}));
  return {
    stacks,
    logGroups: [...logGroups].map(([name, creationTime]) => ({ name, creationTime })),
    tables: tables.flat(),
    roles: roles.flat(),
    accountRole: cloudwatchRoleArn?.split('/').at(-1),
  };
}

async function existsOrMissing(lookUp: Promise<unknown>): Promise<boolean> {
  try {
    await lookUp;
    return true;
  } catch (error) {
    if (/ResourceNotFound|NoSuchEntity/.test((error as Error).name)) return false;
    throw error;
  }
}

/** Deletes one leftover, which is no stack.
 *  @throws the error of the service. */
export async function deleteLeftover({ kind, name }: Leftover, clients: AwsClients): Promise<void> {
  if (kind === 'log group') await clients.logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
  else if (kind === 'table') await clients.dynamoDb.send(new DeleteTableCommand({ TableName: name }));
  else await deleteRole(name, clients);
}

/** IAM deletes only a role without policies. */
async function deleteRole(RoleName: string, { iam }: AwsClients): Promise<void> {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of AttachedPolicies) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}
