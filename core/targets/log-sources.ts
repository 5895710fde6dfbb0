import type { LogSource } from '../log-event.ts';
import type { Account } from './account.ts';
import { ifDenied, type MissingPermissionError } from './errors.ts';

/** A log group under a short name: `/aws/lambda/notes-create` is shown as `notes-create`. */
export function logGroupSource(group: string): LogSource {
  return { group, label: group.replace(/^\/aws\/lambda\//, '').replace(/^API-Gateway-Execution-Logs_/, '') };
}

/** Each log group once, under the name that comes first. Stages that share one may each have health checks. */
export function uniqueSources(sources: readonly LogSource[]): LogSource[] {
  const byGroup = new Map<string, LogSource>();
  for (const source of sources) {
    const first = byGroup.get(source.group) ?? source;
    const healthChecks = [...new Set([...(first.healthChecks ?? []), ...(source.healthChecks ?? [])])];
    byGroup.set(source.group, healthChecks.length > 0 ? { ...first, healthChecks } : first);
  }
  return [...byGroup.values()];
}

/** Whether a log group is there; where nobody may look, it is taken to be. */
export function logGroupExists(group: string, account: Account): Promise<boolean> {
  return ifDenied(account.hasLogGroup(group), ({ permission }) => {
    account.notice?.(`${permission} is denied; reading log groups without looking whether they are there`);
    return true;
  });
}

/** Where a function logs. */
export interface FunctionLogs {
  readonly name: string;
  /** Undefined when there is no such function, or nobody may ask and nothing is where functions log by default. */
  readonly group: string | undefined;
  /** Why the group is assumed, or not known. */
  readonly denied?: MissingPermissionError;
}

/** Finds where a function logs. Who may not ask for its configuration can still read where functions log by default.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
export async function functionLogs(name: string, account: Account): Promise<FunctionLogs> {
  return ifDenied(
    account.functionLogGroup(name).then((group) => ({ name, group })),
    async (denied) => {
      const group = `/aws/lambda/${name}`;
      return { name, denied, group: (await logGroupExists(group, account)) ? group : undefined };
    },
  );
}

/** The log groups of functions, under the functions' names; a function that is gone by now has none. */
export async function functionSources(names: readonly string[], account: Account): Promise<LogSource[]> {
  const found = await Promise.all(names.map((name) => functionLogs(name, account)));
  reportAssumptions(found, account);
  return found.flatMap(({ name, group }) =>
    group === undefined ? [] : [{ group, label: name, role: 'function' as const }],
  );
}

/** Says in one line what was assumed of functions, and which could not be found. */
export function reportAssumptions(functions: readonly FunctionLogs[], account: Account): void {
  const denied = functions.filter((one) => one.denied !== undefined);
  if (denied.length === 0) return;
  const names = (of: readonly FunctionLogs[]) => of.map(({ name }) => name).join(', ');
  const [assumed, unknown] = [denied.filter(({ group }) => group), denied.filter(({ group }) => !group)];
  const parts = [
    assumed.length > 0
      ? `reading ${names(assumed)} in /aws/lambda/, where functions log unless configured otherwise`
      : [],
    unknown.length > 0 ? `leaving out ${names(unknown)}, of which nothing is there` : [],
  ].flat();
  account.notice?.(`${denied[0]?.denied?.permission} is denied; ${parts.join('; ')}`);
}
