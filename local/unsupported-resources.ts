import type { StackTemplate } from '../core/template/assembly.ts';
import { NESTED_STACK_TYPES } from '../core/template/nested-stacks.ts';
import type { ResolvedResource } from '../core/template/resolve.ts';

/** Why something is not supported locally, as a clause for messages: `its authorizer type is JWT`. */
export type UnsupportedReason = string;

/** A resource that is not supported locally, and why. */
export interface UnsupportedResource {
  /** `AWS::Events::Rule` */
  readonly type: string;
  readonly name: string;
  readonly reason: UnsupportedReason;
}

/** Resource types that invoke functions or contain other resources. Other types neither write logs nor receive calls,
 *  and need no notice. */
const REASONS: Readonly<Record<string, string>> = {
  'AWS::Scheduler::Schedule': 'schedules do not run; invoke the function directly',
  'AWS::Events::Rule': 'rules do not run; invoke the function directly',
  'AWS::Serverless::Function': 'of SAM functions, only the result of the SAM transform is supported',
};

/** The unsupported resources of the stacks that belong neither to Lambda nor to API Gateway. */
export function otherUnsupportedResources(
  resources: readonly ResolvedResource[],
  stacks: readonly StackTemplate[],
): UnsupportedResource[] {
  return resources.flatMap((resource) => {
    const { type, logicalId } = resource;
    const reason = NESTED_STACK_TYPES.includes(type) ? nestedStackReason(resource, stacks) : REASONS[type];
    return reason === undefined ? [] : [{ type, name: logicalId, reason }];
  });
}

function nestedStackReason(
  { stack, logicalId }: ResolvedResource,
  stacks: readonly StackTemplate[],
): string | undefined {
  const isRead = stacks.some(({ nestedIn }) => nestedIn?.stack === stack && nestedIn.logicalId === logicalId);
  return isRead ? undefined : 'its template is not a file of this app, so its resources are unknown';
}
