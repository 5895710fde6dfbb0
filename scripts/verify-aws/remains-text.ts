import { deleteCommand, type Leftover, ownLogGroupNames, type RunRecord } from './leftovers.ts';

/** What may remain in the account, and the commands that delete it: for a run that could not delete everything, or was killed.
 *  @param place.profile is left out of the report. */
export function remainsText(
  run: RunRecord,
  { region, profile }: { readonly region: string; readonly profile?: string | undefined },
): string {
  const where = `--region ${region}${profile === undefined ? '' : ` --profile '${profile}'`}`;
  const retained = run.resources.filter(({ deletionPolicy }) => deletionPolicy !== 'Delete');
  const leftovers = retained.flatMap(({ type, physicalId: name }): Leftover[] => {
    if (type === 'AWS::Logs::LogGroup') return [{ kind: 'log group', name }];
    if (type === 'AWS::DynamoDB::Table') return [{ kind: 'table', name }];
    return type === 'AWS::IAM::Role' ? [{ kind: 'role', name }] : [];
  });
  const stacks = run.stacks.toReversed().map((name): Leftover => ({ kind: 'stack', name }));
  const roles = leftovers.some(({ kind }) => kind === 'role');
  const prefixes = [`${run.prefix}-`, ...ownLogGroupNames(run).prefixes];
  return [
    'These may remain. Delete the stacks first, each after the one before it is gone:',
    ...stacks.map((one) => `  ${deleteCommand(one, where)}`),
    ...(leftovers.length > 0
      ? ['Then what the stacks keep:', ...leftovers.map((one) => `  ${deleteCommand(one, where)}`)]
      : []),
    ...(roles
      ? [`Keep the role that \`aws apigateway get-account ${where}\` names: all APIs of the region use it.`]
      : []),
    'And the log groups and the table that these commands list:',
    ...prefixes.map(
      (prefix) =>
        `  aws logs describe-log-groups --log-group-name-prefix '${prefix}' --query 'logGroups[].logGroupName' ${where}`,
    ),
    `  aws dynamodb list-tables --query "TableNames[?starts_with(@, '${run.prefix}-')]" ${where}`,
  ].join('\n');
}
