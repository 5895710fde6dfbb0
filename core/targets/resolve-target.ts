import { functionNameInArn, logGroupNameInArn, parseArn } from '../arn.ts';
import type { LogSource } from '../log-event.ts';
import type { Account } from './account.ts';
import { resolveApi } from './api-target.ts';
import { InvalidTargetError, MissingPermissionError, NoLogsError, orIfDenied, UnknownTargetError } from './errors.ts';
import { isGlob } from './glob.ts';
import { resolveGlob } from './glob-target.ts';
import { functionLogs, logGroupExists, logGroupSource, reportAssumptions, uniqueSources } from './log-sources.ts';
import { nearestNames } from './nearest-names.ts';
import { resolveStack } from './stack-target.ts';

/** Finds the log groups of the targets that the user named. Each log group is returned once.
 *
 *  | target                         | log groups                                                                        |
 *  |--------------------------------|-----------------------------------------------------------------------------------|
 *  | `notes-create`                 | of the function, from its configuration; otherwise the log group of this name     |
 *  | `/aws/lambda/notes-create`     | the log group                                                                     |
 *  | `api:notes`, `api:notes/prod`  | access log, execution log and functions of the API, or of one stage               |
 *  | `stack:NotesApi`               | all of a CloudFormation stack                                                     |
 *  | `notes-*`                      | of all functions and all log groups that match                                    |
 *  | an ARN                         | of the function, or the log group                                                 |
 *
 *  When a permission is missing, log groups are assumed where possible, which is reported to `Account.notice`.
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
  const name = nameInTarget(target);
  if (isGlob(name)) return resolveGlob(name, account);
  if (isLogGroupName(name)) {
    if (await logGroupExists(name, account)) return [{ ...logGroupSource(name), mustExist: true }];
    throw new UnknownTargetError(target, 'log group', nearestNames(name, await account.logGroupNames()));
  }
  const found = await functionLogs(name, account);
  if (found.group !== undefined) {
    reportAssumptions([found], account);
    // An assumed log group must exist: otherwise any name would count as a function.
    const source = { group: found.group, label: name, role: 'function' as const };
    return [found.denied ? { ...source, mustExist: true } : source];
  }
  // A log group with a name that CloudFormation generated has no slash and no known prefix.
  if (await logGroupExists(name, account)) return [{ ...logGroupSource(name), mustExist: true }];
  if (found.denied) {
    const { permission } = found.denied;
    throw new MissingPermissionError(
      permission,
      `the log group of ${name} cannot be looked up, and /aws/lambda/${name} does not exist`,
    );
  }
  const [functions, groups] = await Promise.all([
    orIfDenied(account.functionNames(), () => []),
    account.logGroupNames(),
  ]);
  throw new UnknownTargetError(target, 'function or log group', nearestNames(name, [...functions, ...groups]));
}

/** The name of the function or the log group in an ARN. Other targets are returned unchanged.
 *  @throws InvalidTargetError for any other ARN. */
function nameInTarget(target: string): string {
  if (!target.startsWith('arn:')) return target;
  const name = functionNameInArn(target) ?? logGroupNameInArn(target);
  if (name !== undefined && /^\d*$/.test(parseArn(target)?.accountId ?? '')) return name;
  throw new InvalidTargetError(
    `"${target}" is not the ARN of a function or a log group. Write arn:aws:lambda:REGION:ACCOUNT:function:NAME or arn:aws:logs:REGION:ACCOUNT:log-group:NAME.`,
  );
}

/** Whether a name can only be the name of a log group. */
function isLogGroupName(name: string): boolean {
  return name.startsWith('/') || name.startsWith('API-Gateway-Execution-Logs_');
}
