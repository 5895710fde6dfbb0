import type { LogSource } from '../log-event.ts';
import type { Account } from './account.ts';
import { type MissingPermissionError, orIfDenied } from './errors.ts';

/** A log group with a short label: `notes-create` for `/aws/lambda/notes-create`. */
export function logGroupSource(group: string): LogSource {
  return { group, label: group.replace(/^\/aws\/lambda\//, '').replace(/^API-Gateway-Execution-Logs_/, '') };
}

/** Each log group once, with its first label, and the health checks of all stages that share it. A group to which both a stage and a function
 *  write has no role. */
export function uniqueSources(sources: readonly LogSource[]): LogSource[] {
  const byGroup = new Map<string, LogSource>();
  for (const source of sources) {
    const first = byGroup.get(source.group) ?? source;
    const healthChecks = [...new Set([...(first.healthChecks ?? []), ...(source.healthChecks ?? [])])];
    const { role, ...withoutRole } = first;
    const merged = role === source.role ? first : withoutRole;
    byGroup.set(source.group, healthChecks.length > 0 ? { ...merged, healthChecks } : merged);
  }
  return [...byGroup.values()];
}

/** Whether a log group exists. Without the permission to check, it counts as existing. */
export function logGroupExists(group: string, account: Account): Promise<boolean> {
  return orIfDenied(account.hasLogGroup(group), ({ permission }) => {
    account.notice?.(`${permission} is denied; reading log groups without checking that they exist`);
    return true;
  });
}

/** The log group of a function. */
export interface FunctionLogs {
  readonly name: string;
  /** Undefined when the function does not exist. Without the permission to check: when its default log group does not exist. */
  readonly group: string | undefined;
  /** Set when the permission is missing, so that `group` is assumed or unknown. */
  readonly denied?: MissingPermissionError;
}

/** Finds the log group of a function. Without the permission to read its configuration, this is the default log group.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
export async function functionLogs(name: string, account: Account): Promise<FunctionLogs> {
  return orIfDenied(
    account.functionLogGroup(name).then((group) => ({ name, group })),
    async (denied) => {
      const group = `/aws/lambda/${name}`;
      return { name, denied, group: (await logGroupExists(group, account)) ? group : undefined };
    },
  );
}

/** The log groups of functions, labelled with the names of the functions. Deleted functions are left out. */
export async function functionSources(names: readonly string[], account: Account): Promise<LogSource[]> {
  const found = await Promise.all(names.map((name) => functionLogs(name, account)));
  reportAssumptions(found, account);
  return found.flatMap(({ name, group }) =>
    group === undefined ? [] : [{ group, label: name, role: 'function' as const }],
  );
}

/** Reports in one line which log groups were assumed, and which functions were left out. */
export function reportAssumptions(functions: readonly FunctionLogs[], account: Account): void {
  const denied = functions.filter((one) => one.denied !== undefined);
  if (denied.length === 0) return;
  const namesOf = (logs: readonly FunctionLogs[]) => logs.map(({ name }) => name).join(', ');
  const [assumed, unknown] = [denied.filter(({ group }) => group), denied.filter(({ group }) => !group)];
  const parts = [
    assumed.length > 0 ? `reading ${namesOf(assumed)} in /aws/lambda/, where functions log by default` : [],
    unknown.length > 0 ? `leaving out ${namesOf(unknown)}: no log group in /aws/lambda/` : [],
  ].flat();
  account.notice?.(`${denied[0]?.denied?.permission} is denied; ${parts.join('; ')}`);
}
