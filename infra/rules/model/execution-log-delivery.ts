import type { Stage } from './template-stage.ts';
import { partialTextAt } from './template-text.ts';
import { textAt, UNKNOWN } from './template-value.ts';

/** Whether a delivery source may deliver the execution log of the stage, independent of its logging level. Only REST APIs have such deliveries, since 2026.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-deliverysource.html */
export function deliversExecutionLog({ resource, apiId }: Stage): boolean {
  return resource.stack.resources.some(({ type, properties }) => {
    if (type !== 'AWS::Logs::DeliverySource') return false;
    const logType = textAt(properties, 'LogType');
    if (logType !== UNKNOWN && logType !== 'EXECUTION_LOGS') return false;
    const refs = (partialTextAt(properties, 'ResourceArn') ?? []).flatMap((part) =>
      typeof part === 'object' ? [part.ref] : [],
    );
    return refs.some((ref) => ref === undefined || ref === apiId || ref === resource.id);
  });
}
