import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { StackResource } from '../../core/targets/account.ts';
import { namingMissingPermission } from './missing-permission.ts';

/** The resources of a stack; undefined when the stack does not exist. */
export async function stackResources(
  client: CloudFormationClient,
  StackName: string,
): Promise<readonly StackResource[] | undefined> {
  const { paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
  try {
    return await namingMissingPermission('cloudformation:ListStackResources', async () => {
      const found: StackResource[] = [];
      for await (const page of paginateListStackResources({ client }, { StackName })) {
        for (const { ResourceType: type = '', PhysicalResourceId: physicalId } of page.StackResourceSummaries ?? []) {
          if (physicalId !== undefined) found.push({ type, physicalId });
        }
      }
      return found;
    });
  } catch (error) {
    // CloudFormation has no separate error for a missing stack.
    if ((error as Error).name === 'ValidationError' && /does not exist/.test((error as Error).message))
      return undefined;
    throw error;
  }
}

/** The names of the existing stacks. CloudFormation also lists stacks that were deleted in the last 90 days.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html */
export async function stackNames(client: CloudFormationClient): Promise<readonly string[]> {
  const { paginateListStacks } = await import('@aws-sdk/client-cloudformation');
  return namingMissingPermission('cloudformation:ListStacks', async () => {
    const names: string[] = [];
    for await (const page of paginateListStacks({ client }, {})) {
      for (const { StackName, StackStatus } of page.StackSummaries ?? [])
        if (StackName !== undefined && StackStatus !== 'DELETE_COMPLETE') names.push(StackName);
    }
    return names;
  });
}
