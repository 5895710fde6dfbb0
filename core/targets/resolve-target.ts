import { functionNameInArn, logGroupNameInArn, parseArn } from '../arn.ts';
import type { LogSource } from '../log-event.ts';
import type { Account } from './account.ts';
import { resolveApi } from './api-target.ts';
import { InvalidTargetError, ifDenied, MissingPermissionError, NoLogsError, UnknownTargetError } from './errors.ts';
import { isGlob } from './glob.ts';
import { resolveGlob } from './glob-target.ts';
import { functionLogs, logGroupExists, logGroupSource, reportAssumptions, uniqueSources } from './log-sources.ts';
import { nearestNames } from './nearest-names.ts';
import { resolveStack } from './stack-target.ts';

/** Finds the log groups that the user named. Each is found once, however often it is named.
 *
 *  `notes-create` is a function, by the log group that it is configured to write to; `api:notes` and `api:notes/prod` an API
 *  or a stage: its access log, its execution log and its functions; `stack:NotesApi` all log groups of a CloudFormation
 *  stack; a name with a slash in front, or that no function has, a log group; `*` makes it a glob over functions and log
 *  groups; an ARN of a function or a log group is itself.
 *  What may not be looked up is assumed where it can be, and said; see `Account.notice`.
 *  @throws InvalidTargetError, UnknownTargetError, NoLogsError, MissingPermissionError */
export async function resolveTargets(names: readonly string[], account: Account): Promise<LogSource[]> {
  const found = await Promise.all(names.map((name) => resolveTarget(name, account)));
  const sources = uniqueSources(found.flat());
  if (sources.length === 0) throw new NoLogsError(names);
  return sources;
}

async function resolveTarget(target: string, account: Account): Promise<readonly LogSource[]> {
  if (target.startsWith('api:')) return resolveApi(target, account);
  if (target.startsWith('stack:')) return resolveStack(target, account);
  const name = nameInArn(target);
  if (isGlob(name)) return resolveGlob(name, account);
  if (isLogGroupName(name)) {
    if (await logGroupExists(name, account)) return [{ ...logGroupSource(name), isNamed: true }];
    throw new UnknownTargetError(target, 'log group', nearestNames(name, await account.logGroupNames()));
  }
  const logs = await functionLogs(name, account);
  if (logs.group !== undefined) {
    reportAssumptions([logs], account);
    // A group that is only assumed would make a function of any name.
    const source = { group: logs.group, label: name, role: 'function' as const };
    return [logs.denied ? { ...source, isNamed: true } : source];
  }
  // CloudFormation's generated names start with neither a slash nor a known prefix.
  if (await logGroupExists(name, account)) return [{ ...logGroupSource(name), isNamed: true }];
  if (logs.denied) {
    const { permission } = logs.denied;
    throw new MissingPermissionError(
      permission,
      `where ${name} logs cannot be looked up, and there is no /aws/lambda/${name}`,
    );
  }
  const [functions, groups] = await Promise.all([ifDenied(account.functionNames(), () => []), account.logGroupNames()]);
  throw new UnknownTargetError(target, 'function or log group', nearestNames(name, [...functions, ...groups]));
}

/** The name of the function or the log group that an ARN names; anything else as it is.
 *  @throws InvalidTargetError for any other ARN. */
function nameInArn(target: string): string {
  if (!target.startsWith('arn:')) return target;
  const name = functionNameInArn(target) ?? logGroupNameInArn(target);
  if (name !== undefined && /^\d*$/.test(parseArn(target)?.accountId ?? '')) return name;
  throw new InvalidTargetError(
    `"${target}" is no ARN of a function or a log group. Write arn:aws:lambda:REGION:ACCOUNT:function:NAME or arn:aws:logs:REGION:ACCOUNT:log-group:NAME.`,
  );
}

/** Names that can only be log groups. */
function isLogGroupName(name: string): boolean {
  return name.startsWith('/') || name.startsWith('API-Gateway-Execution-Logs_');
}
