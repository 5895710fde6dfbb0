import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { type Check, failed, heldWithout } from '../check.ts';
import type { Deployment } from '../deployment.ts';
import { stackStatus } from '../stack-states.ts';
import { declaredLogGroups, logGroup } from './log-groups.ts';

const SOURCE =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html';

/** After `cdk destroy`; the subject is the deployment before it. */
export const AFTER_DELETION: readonly Check[] = [
  {
    name: 'stacks-deleted',
    assumption: 'All stacks can be deleted: the custom resources answer, and no resource blocks the deletion.',
    source: 'README.md, "Deploy it to AWS"; lambdas/custom-resource/custom-resource.ts',
    async run(before) {
      const names = [...new Set(before.resources.map(({ stackName }) => stackName))];
      const states = await Promise.all(
        names.map(async (name) => ({ name, status: await stackStatus(before.clients, name) })),
      );
      return heldWithout(
        states.flatMap(({ name, status }) => (status === undefined ? [] : [`${name}: ${status}`])),
        names.join(', '),
      );
    },
  },
  {
    name: 'log-groups-by-deletion-policy',
    assumption:
      'Log groups with the deletion policy Delete are gone, and those with RetainExceptOnCreate or of a custom resource are kept.',
    source: `${SOURCE}; test/infra/deployment/engine/cloudformation.ts`,
    async run(before) {
      const deviations: string[] = [];
      for (const { physicalId, deletionPolicy, type } of declaredLogGroups(before)) {
        const isKept = type === 'Custom::AdoptedLogGroup' || deletionPolicy !== 'Delete';
        const exists = (await logGroup(before, physicalId)) !== undefined;
        if (exists !== isKept)
          deviations.push(`${physicalId} (${type}, ${deletionPolicy}) ${exists ? 'still exists' : 'does not exist'}`);
      }
      return heldWithout(deviations, `${declaredLogGroups(before).length} log groups`);
    },
  },
  {
    name: 'tables-by-deletion-policy',
    assumption: 'The table of the Logs API is kept with its tokens, and the table of the sample is deleted.',
    source: `${SOURCE}; README.md, "Deploy it to AWS"`,
    async run(before) {
      const tables = before.ofType('AWS::DynamoDB::Table');
      const deviations: string[] = [];
      for (const { physicalId: TableName, deletionPolicy } of tables) {
        const exists = await before.clients.dynamoDb.send(new DescribeTableCommand({ TableName })).then(
          ({ Table }) => Table?.TableStatus !== 'DELETING',
          (error: Error) => {
            if (error.name === 'ResourceNotFoundException') return false;
            throw error;
          },
        );
        if (exists !== (deletionPolicy !== 'Delete'))
          deviations.push(`${TableName} (${deletionPolicy}): ${exists ? 'exists' : 'does not exist'}`);
      }
      return tables.length === 0
        ? failed('the stacks have no tables')
        : heldWithout(deviations, `${tables.length} tables`);
    },
  },
  {
    name: 'no-late-log-group',
    assumption: 'API Gateway and Lambda do not create a deleted log group again with a late line.',
    source: 'https://github.com/aws/aws-cdk/issues/35003; infra/constructs/function-logging/log-permissions.ts',
    async run(before) {
      const unexpected = await unexpectedGroups(before);
      return heldWithout(unexpected, 'no other log group of the APIs and functions exists');
    },
  },
];

/** Log groups that Lambda and API Gateway choose, and that no template keeps. */
async function unexpectedGroups(before: Deployment): Promise<string[]> {
  const kept = declaredLogGroups(before).map(({ physicalId }) => physicalId);
  const prefixes = [
    ...before.ofType('AWS::ApiGateway::RestApi').map(({ physicalId }) => `API-Gateway-Execution-Logs_${physicalId}/`),
    ...before.ofType('AWS::ApiGatewayV2::Api').map(({ physicalId }) => `/aws/apigateway/${physicalId}/`),
    `/aws/lambda/${before.options.prefix}-`,
  ];
  const found: string[] = [];
  for (const logGroupNamePrefix of prefixes) {
    for await (const { logGroups = [] } of paginateDescribeLogGroups(
      { client: before.clients.logs },
      { logGroupNamePrefix },
    )) {
      found.push(...logGroups.flatMap(({ logGroupName }) => logGroupName ?? []));
    }
  }
  return found.filter((name) => !kept.includes(name)).map((name) => `${name} exists`);
}
