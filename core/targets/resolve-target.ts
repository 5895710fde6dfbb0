import { distance } from 'fastest-levenshtein';
import type { LogSource } from '../log-event.ts';
import type { Account } from './account.ts';

/** Nothing in the account has the name that the user typed. */
export class UnknownTargetError extends Error {
  override name = 'UnknownTargetError';
  readonly target: string;
  /** What is there and is spelt most like it; nearest first, three at most. */
  readonly nearest: readonly string[];

  constructor(target: string, kind: string, nearest: readonly string[]) {
    const hint =
      nearest.length > 0
        ? `Nearest: ${nearest.join(', ')}.`
        : 'There is none at all; `logs groups` lists what is there.';
    super(`No ${kind} is called "${target}". ${hint}`);
    this.target = target;
    this.nearest = nearest;
  }
}

/** Finds the log groups that the user named: functions by their configured group, and log groups. Each is found once,
 *  however often it is named.
 *  @throws UnknownTargetError */
export async function resolveTargets(names: readonly string[], account: Account): Promise<LogSource[]> {
  const found = await Promise.all(names.map((name) => resolveTarget(name, account)));
  return [...new Map(found.map((source) => [source.group, source])).values()];
}

async function resolveTarget(name: string, account: Account): Promise<LogSource> {
  if (isLogGroupName(name)) {
    if (await account.hasLogGroup(name)) return { group: name, label: shortLabel(name) };
    throw new UnknownTargetError(name, 'log group', nearest(name, await account.logGroupNames()));
  }
  const group = await account.functionLogGroup(name);
  if (group !== undefined) return { group, label: name };
  // CloudFormation's generated names start with neither a slash nor a known prefix.
  if (await account.hasLogGroup(name)) return { group: name, label: shortLabel(name) };
  const [functions, groups] = await Promise.all([account.functionNames(), account.logGroupNames()]);
  throw new UnknownTargetError(name, 'function or log group', nearest(name, [...functions, ...groups]));
}

/** Names that can only be log groups. */
function isLogGroupName(name: string): boolean {
  return name.startsWith('/') || name.startsWith('API-Gateway-Execution-Logs_');
}

/** `/aws/lambda/notes-create` is shown as `notes-create`. */
function shortLabel(group: string): string {
  return group.replace(/^\/aws\/lambda\//, '').replace(/^API-Gateway-Execution-Logs_/, '');
}

/** The names most like `name`, by edit distance; one that contains it counts as near. */
function nearest(name: string, candidates: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const score = (candidate: string) => {
    const text = candidate.toLowerCase();
    return distance(wanted, text) - (text.includes(wanted) ? text.length : 0);
  };
  return [...new Set(candidates)].sort((a, b) => score(a) - score(b) || (a < b ? -1 : 1)).slice(0, 3);
}
