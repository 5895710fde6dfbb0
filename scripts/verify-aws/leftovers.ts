import type { DeployedResource } from './deployment.ts';

/** What the account has after the stacks are deleted: only names that the run may have created are looked up. */
export interface Found {
  readonly logGroups: readonly { readonly name: string; readonly creationTime: number }[];
  /** The stacks of the run that still exist. */
  readonly stacks: readonly string[];
  readonly tables: readonly string[];
  readonly roles: readonly string[];
  /** The name of the role that API Gateway uses now. */
  readonly accountRole: string | undefined;
}

/** Something that is left after the stacks are deleted. */
export interface Leftover {
  readonly kind: 'stack' | 'log group' | 'table' | 'role';
  readonly name: string;
}

/** A run: its prefix, its beginning, its stacks, and every resource that they ever had. */
export interface RunRecord {
  readonly prefix: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Names, in the order of their deployment. */
  readonly stacks: readonly string[];
  readonly resources: readonly DeployedResource[];
}

/** Clocks of this machine and of AWS may differ. */
const CLOCK_DIFFERENCE_MS = 5 * 60_000;

/** The names of the log groups that the run created or caused: those of its stacks, the execution logs of its APIs, and those of its
 *  probes. */
export function ownLogGroupNames({ prefix, resources }: RunRecord): {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
} {
  const own = resources.filter(({ stackName }) => stackName.startsWith(`${prefix}-`));
  const ids = (type: string) => own.filter((one) => one.type === type).map(({ physicalId }) => physicalId);
  return {
    // The physical id of the custom resource is the name of the log group, which contains the id of its API or of its stack.
    names: [...ids('AWS::Logs::LogGroup'), ...ids('Custom::AdoptedLogGroup')],
    prefixes: [
      ...ids('AWS::ApiGateway::RestApi').map((id) => `API-Gateway-Execution-Logs_${id}/`),
      ...ids('AWS::ApiGatewayV2::Api').map((id) => `/aws/apigateway/${id}/`),
      `/${prefix}/`,
      // A late line of a function creates it.
      `/aws/lambda/${prefix}-`,
    ],
  };
}

/** Decides what the run deletes: only what it created. A name must be that of a resource of its stacks or contain the id of one, and a log
 *  group must not be older than the run. The role of the account stays: all APIs of the region use it. While a stack exists, nothing is
 *  deleted: a stack needs its roles and log groups for its own deletion. */
export function leftoversOf(run: RunRecord, found: Found): { readonly remove: Leftover[]; readonly keep: Leftover[] } {
  const { names, prefixes } = ownLogGroupNames(run);
  const own = run.resources.filter(({ stackName }) => stackName.startsWith(`${run.prefix}-`));
  const isOwn = (type: string, name: string) =>
    name.startsWith(`${run.prefix}-`) && own.some((one) => one.type === type && one.physicalId === name);
  const logGroups = found.logGroups.filter(
    ({ name }) => names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)),
  );
  const isNew = ({ creationTime }: { readonly creationTime: number }) =>
    creationTime >= run.startedAt - CLOCK_DIFFERENCE_MS;
  const asLeftover = ({ name }: { readonly name: string }): Leftover => ({ kind: 'log group', name });
  const roles = found.roles.filter((name) => isOwn('AWS::IAM::Role', name));
  const remove: Leftover[] = [
    ...logGroups.filter(isNew).map(asLeftover),
    ...found.tables
      .filter((name) => isOwn('AWS::DynamoDB::Table', name))
      .map((name): Leftover => ({ kind: 'table', name })),
    ...roles.filter((name) => name !== found.accountRole).map((name): Leftover => ({ kind: 'role', name })),
  ];
  const keep: Leftover[] = [
    ...logGroups.filter((group) => !isNew(group)).map(asLeftover),
    ...roles.filter((name) => name === found.accountRole).map((name): Leftover => ({ kind: 'role', name })),
  ];
  const stacks = found.stacks.map((name): Leftover => ({ kind: 'stack', name }));
  return stacks.length === 0 ? { remove, keep } : { remove: [], keep: [...stacks, ...remove, ...keep] };
}

/** The command that deletes it by hand.
 *  @param where the options for the region and the profile: elsewhere, a stack of this name does not exist, and the command succeeds. */
export function deleteCommand({ kind, name }: Leftover, where: string): string {
  switch (kind) {
    case 'stack':
      return `aws cloudformation delete-stack --stack-name ${name} ${where}`;
    case 'log group':
      return `aws logs delete-log-group --log-group-name '${name}' ${where}`;
    case 'table':
      return `aws dynamodb delete-table --table-name ${name} ${where}`;
    case 'role':
      return `aws iam delete-role --role-name ${name} ${where}   # delete and detach its policies first`;
  }
}
