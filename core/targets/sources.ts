import type { LogSource } from '../log-event.ts';
import type { Account } from './account.ts';

/** A log group under a short name: `/aws/lambda/notes-create` is shown as `notes-create`. */
export function groupSource(group: string): LogSource {
  return { group, label: group.replace(/^\/aws\/lambda\//, '').replace(/^API-Gateway-Execution-Logs_/, '') };
}

/** The log groups of functions, under the functions' names; a function that is gone by now has none. */
export async function functionSources(names: readonly string[], account: Account): Promise<LogSource[]> {
  const groups = await Promise.all(names.map((name) => account.functionLogGroup(name)));
  return names.flatMap((label, index) => {
    const group = groups[index];
    return group === undefined ? [] : [{ group, label, role: 'function' }];
  });
}
