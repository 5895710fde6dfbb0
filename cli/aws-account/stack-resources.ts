import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { StackResource } from '../../core/targets/account.ts';
import { asking } from './asking.ts';

/** What a stack holds; undefined when there is no such stack. */
export async function stackResources(
  client: CloudFormationClient,
  StackName: string,
): Promise<readonly StackResource[] | undefined> {
  const { paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
  try {
    return await asking('cloudformation:ListStackResources', async () => {
      const found: StackResource[] = [];
      for await (const page of paginateListStackResources({ client }, { StackName })) {
        for (const { ResourceType: type = '', PhysicalResourceId: physicalId } of page.StackResourceSummaries ?? []) {
          if (physicalId !== undefined) found.push({ type, physicalId });
        }
      }
      return found;
    });
  } catch (error) {
    // CloudFormation has no error of its own for this.
    if ((error as Error).name === 'ValidationError' && /does not exist/.test((error as Error).message))
      return undefined;
    throw error;
  }
}
