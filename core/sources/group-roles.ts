import type { LogRole, LogSource } from '../log-event.ts';

/** Finds the role of a log group; undefined for a group whose role is unknown. */
export type RoleOf = (group: string) => LogRole | undefined;

/** The roles of the log groups that are read. */
export function roleByGroup(sources: readonly LogSource[]): RoleOf {
  const roles = new Map(sources.map(({ group, role }) => [group, role]));
  return (group) => roles.get(group);
}
