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

/** The unsupported resources that belong neither to Lambda nor to API Gateway. */
export function otherUnsupportedResources(resources: readonly ResolvedResource[]): UnsupportedResource[] {
  return resources.flatMap(({ type, logicalId }) => {
    const reason = REASONS[type];
    return reason === undefined ? [] : [{ type, name: logicalId, reason }];
  });
}
