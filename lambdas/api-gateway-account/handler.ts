import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { systemClock } from '../../core/clock.ts';
import { adoptLogGroup } from '../adopted-log-group/adopt-log-group.ts';
import { customResource } from '../custom-resource/custom-resource.ts';
import { ensureAccountRole } from './ensure-account-role.ts';

/** API Gateway creates this log group when a role is set, and writes one line into it. */
const WELCOME_LOG_GROUP = '/aws/apigateway/welcome';

const services = {
  apiGateway: new APIGatewayClient({}),
  iam: new IAMClient({}),
  region: process.env.AWS_REGION ?? '',
  clock: systemClock,
};
const logsClient = new CloudWatchLogsClient({ maxAttempts: 8 });

/** The custom resource that sets the role of API Gateway. Properties: `RoleArn`, `Replace` (`true` or `false`),
 *  `WelcomeRetentionInDays`, and `Revision`: a new value checks the role again. Deleting the resource changes nothing,
 *  because every API of the region uses the role. */
export const handler = customResource(async ({ RequestType, ResourceProperties }) => {
  const { RoleArn, Replace, WelcomeRetentionInDays } = ResourceProperties;
  const physicalId = 'api-gateway-account';
  if (RequestType === 'Delete') return { physicalId };
  const { roleArn, outcome, reason } = await ensureAccountRole(RoleArn, { replace: Replace === 'true' }, services);
  await adoptLogGroup({ logGroupName: WELCOME_LOG_GROUP, retentionInDays: Number(WelcomeRetentionInDays) }, logsClient);
  return { physicalId, data: { RoleArn: roleArn, Outcome: outcome, Reason: reason } };
});
