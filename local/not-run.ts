import type { ResolvedResource } from '../core/template/resolve.ts';
import type { NotRun } from './functions/function-config.ts';

/** What makes functions run, or holds other resources, and is not run here. What is neither logs nor is called is not named. */
const REASONS: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'nested stacks are not run here',
  'AWS::Scheduler::Schedule': 'schedules are not run here; invoke the function itself',
  'AWS::Events::Rule': 'rules are not run here; invoke the function itself',
  'AWS::Serverless::Function': 'SAM functions are not run here: only what their transform makes of them',
};

export function otherwiseNotRun(resources: readonly ResolvedResource[]): NotRun[] {
  return resources.flatMap(({ type, logicalId }) => {
    const reason = REASONS[type];
    return reason === undefined ? [] : [{ type, name: logicalId, reason }];
  });
}
