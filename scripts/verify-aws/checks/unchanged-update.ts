import { type Check, failed, heldWithout } from '../check.ts';
import type { Deployment } from '../deployment.ts';

/** A deployment before and after an update. */
export interface Update {
  readonly before: Deployment;
  readonly after: Deployment;
}

/** `cdk deploy --force` with the same templates. */
export const UNCHANGED_UPDATE: readonly Check<Update>[] = [
  {
    name: 'update-replaces-nothing',
    assumption: 'A deployment without a change replaces no resource.',
    source: 'test/infra/deployment/scenarios/sample.test.ts',
    async run(update) {
      if (update.before.resources.length === 0) return failed('the stacks have no resources');
      return heldWithout(
        replacedResources(update),
        `${update.after.resources.length} resources have the same physical ids`,
      );
    },
  },
];

/** The resources that are gone or have another physical id. */
export function replacedResources({ before, after }: Update): string[] {
  return before.resources.flatMap(({ stackName, logicalId, physicalId }) => {
    const now = after.resources.find((one) => one.stackName === stackName && one.logicalId === logicalId);
    return now?.physicalId === physicalId
      ? []
      : [`${stackName} ${logicalId}: ${physicalId} became ${now?.physicalId ?? 'nothing'}`];
  });
}
