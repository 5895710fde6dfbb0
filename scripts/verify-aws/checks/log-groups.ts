import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeResourcePoliciesCommand,
  DescribeSubscriptionFiltersCommand,
  type LogGroup,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Check, failed, held, heldWithout } from '../check.ts';
import type { DeployedResource, Deployment } from '../deployment.ts';

const REHEARSAL = 'test/infra/deployment/engine/types';

/** The log groups of the stacks. */
export const LOG_GROUP_CHECKS: readonly Check[] = [
  {
    name: 'log-group-retention',
    assumption:
      'Every log group of the templates exists with the retention of its template, also those that a custom resource creates.',
    source: `${REHEARSAL}/log-groups.ts; lambdas/adopted-log-group/adopt-log-group.ts`,
    async run(deployment) {
      const declared = declaredLogGroups(deployment);
      const deviations: string[] = [];
      for (const { physicalId, properties } of declared) {
        const group = await logGroup(deployment, physicalId);
        const expected = Number(properties.RetentionInDays);
        if (!group) deviations.push(`${physicalId} does not exist`);
        else if (group.retentionInDays !== expected)
          deviations.push(`${physicalId}: ${group.retentionInDays} days instead of ${expected}`);
      }
      if (declared.length === 0) return failed('the stacks have no log groups');
      return heldWithout(deviations, `${declared.length} log groups`);
    },
  },
  {
    name: 'log-group-exists-error',
    assumption:
      'Creating a log group that exists fails with ResourceAlreadyExistsException, which the custom resource takes for success.',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html',
    async run(deployment) {
      const logGroupName = deployment.ofType('AWS::Logs::LogGroup')[0]?.physicalId;
      const error = await deployment.clients.logs.send(new CreateLogGroupCommand({ logGroupName })).then(
        () => new Error('it succeeded'),
        (thrown: Error) => thrown,
      );
      return error.name === 'ResourceAlreadyExistsException'
        ? held(error.name)
        : failed(`${error.name}: ${error.message}`);
    },
  },
  {
    name: 'delivered-log-group',
    assumption:
      'The access log group of an HTTP API ends in the id of its stack, and all groups below /aws/vendedlogs/ share one entry of the resource policy.',
    source: `https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html; ${REHEARSAL}/stages.ts`,
    async run(deployment) {
      const delivered = declaredLogGroups(deployment).filter(({ physicalId }) =>
        physicalId.startsWith('/aws/vendedlogs/'),
      );
      const [only] = delivered;
      if (!only) return failed('the stack Probe has no group below /aws/vendedlogs/');
      const { resourcePolicies = [] } = await deployment.clients.logs.send(new DescribeResourcePoliciesCommand({}));
      const statements = resourcePolicies.filter(({ policyDocument = '' }) =>
        policyDocument.includes('delivery.logs.amazonaws.com'),
      );
      const policies = statements.map(({ policyDocument = '' }) => `${policyDocument.length} characters`);
      const evidence = `${only.physicalId}; policies: ${policies.join(', ') || 'none'}`;
      const named = statements.some(({ policyDocument = '' }) => policyDocument.includes(only.physicalId));
      const hasStackId = /-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(only.physicalId);
      const isShared = statements.some(({ policyDocument = '' }) => policyDocument.includes('/aws/vendedlogs/'));
      return hasStackId && isShared && !named
        ? held(evidence)
        : failed(`${evidence}${named ? '; a policy names this group' : ''}`);
    },
  },
  {
    name: 'subscription-filters',
    assumption:
      'CloudWatch Logs accepts the subscription filters of the Logs API with their patterns, and a group may have one more.',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html; local/logs-service',
    async run(deployment) {
      const filters = deployment.ofType('AWS::Logs::SubscriptionFilter', 'LogsApi');
      const names = [...new Set(servedGroups(deployment))];
      let found = 0;
      for (const logGroupName of names) {
        const { subscriptionFilters = [] } = await deployment.clients.logs.send(
          new DescribeSubscriptionFiltersCommand({ logGroupName }),
        );
        found += subscriptionFilters.length;
      }
      const evidence = `${found} filters on ${names.length} log groups; the template has ${filters.length}`;
      return found === filters.length ? held(evidence) : failed(evidence);
    },
  },
  {
    name: 'generated-names',
    assumption: 'CloudFormation generates names from the name of the stack, the logical id and a suffix.',
    source:
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html; test/infra/deployment/engine/cloudformation.ts',
    async run(deployment) {
      const types = ['AWS::Logs::LogGroup', 'AWS::IAM::Role', 'AWS::DynamoDB::Table', 'AWS::CloudWatch::Alarm'];
      const generated = types
        .flatMap((type) => deployment.ofType(type))
        .filter(({ properties }) => !properties.LogGroupName);
      const deviations = generated.filter((resource) => !isGenerated(resource));
      return heldWithout(
        deviations.map(({ physicalId }) => physicalId),
        `${generated.length} names, such as ${generated[0]?.physicalId}`,
      );
    },
  },
];

/** After requests, so that API Gateway has written. */
export const EXECUTION_LOG_GROUP_CHECK: Check = {
  name: 'execution-log-group-name',
  assumption: 'API Gateway writes the execution log to the group that the template names, and creates no other group.',
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html; infra/constructs/api-logging/execution-log-group.ts',
  async run(deployment) {
    const expected = declaredLogGroups(deployment).map(({ physicalId }) => physicalId);
    const prefixes = [
      ...deployment
        .ofType('AWS::ApiGateway::RestApi')
        .map(({ physicalId }) => `API-Gateway-Execution-Logs_${physicalId}`),
      ...deployment.ofType('AWS::ApiGatewayV2::Api').map(({ physicalId }) => `/aws/apigateway/${physicalId}`),
    ];
    const found: string[] = [];
    for (const logGroupNamePrefix of prefixes) {
      for await (const { logGroups = [] } of paginateDescribeLogGroups(
        { client: deployment.clients.logs },
        { logGroupNamePrefix },
      )) {
        found.push(...logGroups.flatMap(({ logGroupName }) => logGroupName ?? []));
      }
    }
    const others = found.filter((name) => !expected.includes(name));
    if (found.length === 0) return failed('no execution log group exists');
    return heldWithout(
      others.map((name) => `${name} is not in a template`),
      found.join(', '),
    );
  },
};

/** In a long name, the name of the stack and the logical id are cut. */
export function isGenerated({ physicalId, stackName, logicalId }: DeployedResource): boolean {
  const [, beginning = ''] = /^(.+)-[A-Za-z0-9]{8,13}$/.exec(physicalId) ?? [];
  return Array.from(beginning.matchAll(/-/g)).some(
    ({ index }) => stackName.startsWith(beginning.slice(0, index)) && logicalId.startsWith(beginning.slice(index + 1)),
  );
}

/** The log groups of the templates: as resources, and of custom resources, whose physical id is the name of the group. */
export function declaredLogGroups(deployment: Deployment): DeployedResource[] {
  return [...deployment.ofType('AWS::Logs::LogGroup'), ...deployment.ofType('Custom::AdoptedLogGroup')];
}

/** The group with exactly this name. */
export async function logGroup({ clients }: Deployment, name: string): Promise<LogGroup | undefined> {
  const { logGroups = [] } = await clients.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  return logGroups.find(({ logGroupName }) => logGroupName === name);
}

/** The groups of the stack NotesApi, which the Logs API serves. */
function servedGroups(deployment: Deployment): string[] {
  return deployment.ofType('AWS::Logs::LogGroup', 'NotesApi').map(({ physicalId }) => physicalId);
}
