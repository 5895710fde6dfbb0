import type { PlannedStack } from './assembly.ts';
import { deleteCommand, type Leftover, ownLogGroupNames, type RunRecord } from './leftovers.ts';

/** What may remain in the account, and the commands that delete it: for a run that could not delete everything. */
export function remainsText(stacks: readonly PlannedStack[], run: RunRecord): string {
  const retained = run.resources.filter(({ deletionPolicy }) => deletionPolicy !== 'Delete');
  const leftovers = retained.flatMap(({ type, physicalId: name }): Leftover[] => {
    if (type === 'AWS::Logs::LogGroup') return [{ kind: 'log group', name }];
    if (type === 'AWS::DynamoDB::Table') return [{ kind: 'table', name }];
    return type === 'AWS::IAM::Role' ? [{ kind: 'role', name }] : [];
  });
  const roles = leftovers.some(({ kind }) => kind === 'role');
  return [
    'These may remain. Delete the stacks first, the last one first:',
    ...stacks.toReversed().map(({ name }) => `  aws cloudformation delete-stack --stack-name ${name}`),
    ...(leftovers.length > 0
      ? ['Then what the stacks keep:', ...leftovers.map((one) => `  ${deleteCommand(one)}`)]
      : []),
    ...(roles ? ['Keep the role that `aws apigateway get-account` names: all APIs of the region use it.'] : []),
    'And the log groups whose names begin with:',
    ...ownLogGroupNames(run).prefixes.map((prefix) => `  ${prefix}`),
  ].join('\n');
}
