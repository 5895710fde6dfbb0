import type { StackTemplate } from '../core/template/assembly.ts';
import { NESTED_STACK_TYPES } from '../core/template/nested-stacks.ts';
import type { ResolvedResource } from '../core/template/resolve.ts';
import type { NotRun } from './functions/function-config.ts';

/** What makes functions run, or holds other resources, and is not run here. What is neither logs nor is called is not named. */
const REASONS: Readonly<Record<string, string>> = {
  'AWS::Scheduler::Schedule': 'schedules are not run here; invoke the function itself',
  'AWS::Events::Rule': 'rules are not run here; invoke the function itself',
  'AWS::Serverless::Function': 'SAM functions are not run here: only what their transform makes of them',
};

/** What the stacks have besides functions and APIs that is not run here. */
export function otherwiseNotRun(resources: readonly ResolvedResource[], stacks: readonly StackTemplate[]): NotRun[] {
  return resources.flatMap((resource) => {
    const { type, logicalId } = resource;
    const reason = NESTED_STACK_TYPES.includes(type) ? whyNotNested(resource, stacks) : REASONS[type];
    return reason === undefined ? [] : [{ type, name: logicalId, reason }];
  });
}

function whyNotNested({ stack, logicalId }: ResolvedResource, stacks: readonly StackTemplate[]): string | undefined {
  const isHere = stacks.some(({ nestedIn }) => nestedIn?.stack === stack && nestedIn.logicalId === logicalId);
  return isHere ? undefined : 'its template is no file of this app, and what it holds is not known here';
}
