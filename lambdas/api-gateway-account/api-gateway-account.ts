import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { adoptLogGroup } from '../adopted-log-group/adopt-log-group.ts';
import { type CustomResourceDefinition, requiredProperty } from '../custom-resource/custom-resource.ts';
import { type AccountClients, ensureAccountRole } from './ensure-account-role.ts';

/** API Gateway creates this log group when a role is set, and writes one line into it. */
const WELCOME_LOG_GROUP = '/aws/apigateway/welcome';

/** The clients of the custom resource, and its region. */
export interface AccountResourceClients extends AccountClients {
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
}

/** The custom resource that sets the role of API Gateway. Properties: `RoleArn`, `Replace` (`true` or `false`),
 *  `WelcomeRetentionInDays`, and `Revision`: a new value checks the role again. Deleting the resource changes nothing,
 *  because every API of the region uses the role. */
export function apiGatewayAccount(clients: AccountResourceClients): CustomResourceDefinition {
  return {
    physicalId: () => 'api-gateway-account',
    // The account has one role in each region.
    describes: () => true,
    apply: async (properties, retries, { before }) => {
      const ours = requiredProperty(properties, 'RoleArn');
      const retentionInDays = Number(requiredProperty(properties, 'WelcomeRetentionInDays'));
      const replace = properties.Replace === 'true';
      const { roleArn, outcome, reason } = await ensureAccountRole(ours, { replace }, clients, retries);
      // An update changed nothing about the role. To fail would block the stack, since its rollback would fail, too.
      if (outcome === 'already set, but broken' && before === undefined) throw new Error(reason);
      await adoptLogGroup({ logGroupName: WELCOME_LOG_GROUP, retentionInDays }, clients.logs, retries);
      return { RoleArn: roleArn, Outcome: outcome, Reason: reason };
    },
  };
}
