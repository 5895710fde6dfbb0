import { GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type Check, failed, held } from '../check.ts';

/** What is known about the role of the account from the time of the deployment. */
export interface AccountRoleHistory {
  /** The ARN before the deployment. */
  readonly before: string | undefined;
  /** The output `Outcome` of the stack: `set`, `replaced`, `already set`, `kept` or `kept without a check`, and the reason. */
  readonly outcome: string;
}

/** The setting must not change, unless none was set or the stack found it broken. */
export function accountRoleCheck({ before, outcome }: AccountRoleHistory): Check {
  return {
    name: 'account-role',
    assumption:
      'ApiGatewayAccount keeps a role that works, sets its own if none is set, and API Gateway then creates its welcome log group.',
    source: 'lambdas/api-gateway-account/ensure-account-role.ts; test/infra/deployment/services/api-gateway-service.ts',
    async run({ clients }) {
      const { cloudwatchRoleArn: after } = await clients.apiGateway.send(new GetAccountCommand({}));
      const change = `before: ${before ?? 'none'}; after: ${after ?? 'none'}; outcome: ${outcome}`;
      if (after === undefined) return failed(change);
      const mayChange = before === undefined ? /^set\b/ : /^replaced\b/;
      if (!mayChange.test(outcome))
        return before === after && /^(kept|already set:)/.test(outcome) ? held(change) : failed(change);
      const groups = await clients.logs.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/apigateway/welcome' }),
      );
      const retention = groups.logGroups?.[0]?.retentionInDays;
      const evidence = `${change}; /aws/apigateway/welcome: ${retention === undefined ? 'no retention' : `${retention} days`}`;
      return before !== after && retention !== undefined ? held(evidence) : failed(evidence);
    },
  };
}
