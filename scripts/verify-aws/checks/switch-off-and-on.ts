import { type Check, failed, heldWithout } from '../check.ts';
import type { Deployment } from '../deployment.ts';
import { logGroup } from './log-groups.ts';

/** The stack Probe before its logging was switched off, and after it was switched on again. */
export interface SwitchedOffAndOn {
  /** When each log group of a custom resource was created, by name: epoch milliseconds. */
  readonly before: ReadonlyMap<string, number>;
  readonly after: Deployment;
}

/** `-c apiLogging=off`, then on. */
export const SWITCHED_OFF_AND_ON: readonly Check<SwitchedOffAndOn>[] = [
  {
    name: 'log-group-adopted',
    assumption:
      'A log group that exists is adopted: after logging was switched off and on, the groups are the same ones.',
    source: 'lambdas/adopted-log-group/adopt-log-group.ts; test/infra/deployment/scenarios/switches.test.ts',
    async run({ before, after }) {
      if (before.size === 0) return failed('the stack Probe has no log groups of custom resources');
      const now = await adoptedGroups(after);
      const changed = [...before].filter(([name, created]) => now.get(name) !== created);
      return heldWithout(
        changed.map(([name]) => `${name} is another group`),
        [...before.keys()].join(', '),
      );
    },
  },
];

/** The creation times of the log groups of custom resources. */
export async function adoptedGroups(deployment: Deployment): Promise<Map<string, number>> {
  const created = new Map<string, number>();
  for (const { physicalId } of deployment.ofType('Custom::AdoptedLogGroup', 'Probe')) {
    const group = await logGroup(deployment, physicalId);
    if (group?.creationTime !== undefined) created.set(physicalId, group.creationTime);
  }
  return created;
}
