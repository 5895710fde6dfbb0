import {
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { AwsClients } from './aws-clients.ts';

/** API Gateway creates it when a role is set. All copies of ApiGatewayAccount in a region set its retention. */
const WELCOME_LOG_GROUP = '/aws/apigateway/welcome';

/** The welcome log group of the region. */
export interface WelcomeLogGroup {
  /** Days; undefined when its events never expire. */
  readonly retentionInDays: number | undefined;
}

/** @returns undefined when the group does not exist. */
export async function readWelcomeLogGroup({ logs }: Pick<AwsClients, 'logs'>): Promise<WelcomeLogGroup | undefined> {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: WELCOME_LOG_GROUP }));
  const group = logGroups.find(({ logGroupName }) => logGroupName === WELCOME_LOG_GROUP);
  return group && { retentionInDays: group.retentionInDays };
}

/** Gives the group the retention that it had before the run. */
export async function restoreWelcomeLogGroup(
  before: WelcomeLogGroup,
  { logs }: Pick<AwsClients, 'logs'>,
): Promise<void> {
  const now = await readWelcomeLogGroup({ logs });
  const { retentionInDays } = before;
  if (now === undefined || now.retentionInDays === retentionInDays) return;
  const group = { logGroupName: WELCOME_LOG_GROUP };
  if (retentionInDays === undefined) await logs.send(new DeleteRetentionPolicyCommand(group));
  else await logs.send(new PutRetentionPolicyCommand({ ...group, retentionInDays }));
}
