import { type Check, failed, held, heldWithout } from '../check.ts';
import { type StackEvent, stackEvents } from '../stack-states.ts';

/** What the events of the stacks show. */
export const STACK_EVENT_CHECKS: readonly Check[] = [
  {
    name: 'all-resources',
    assumption: 'CloudFormation creates every resource of the templates. The other checks read these resources.',
    source: 'test/infra/deployment/engine/stack-operation.ts',
    async run({ missing, resources, options }) {
      // Its creation fails, in a later step.
      const deviations = missing.filter((name) => !name.startsWith(`${options.prefix}-RolledBack `));
      return heldWithout(
        deviations.map((name) => `${name} does not exist`),
        `${resources.length} resources`,
      );
    },
  },
  {
    name: 'first-attempt',
    assumption: 'Every resource is created at the first attempt.',
    source: 'README.md, "Deploy it to AWS"',
    async run(deployment) {
      const failures: string[] = [];
      let count = 0;
      for (const name of stackNames(deployment.resources)) {
        for (const { status, logicalId, reason } of await stackEvents(deployment.clients, name)) {
          if (status.endsWith('_FAILED')) failures.push(`${name} ${logicalId}: ${status} ${reason}`);
          if (status === 'CREATE_COMPLETE') count += 1;
        }
      }
      return count === 0 ? failed('no resource was created') : heldWithout(failures, `${count} creations`);
    },
  },
  {
    name: 'custom-resource-time',
    assumption: 'The custom resources answer within their ServiceTimeout: their retries cover the time that IAM needs.',
    source:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency; lambdas/custom-resource/call-retries.ts',
    async run(deployment) {
      const custom = deployment.resources.filter(({ type }) => type.startsWith('Custom::'));
      const deviations: string[] = [];
      const times: string[] = [];
      for (const { stackName, logicalId, properties } of custom) {
        const events = await stackEvents(deployment.clients, stackName);
        const seconds = creationSeconds(events, logicalId);
        if (seconds === undefined || seconds > Number(properties.ServiceTimeout)) {
          deviations.push(
            `${logicalId}: ${seconds === undefined ? 'not created' : `${seconds} s`}, ServiceTimeout ${properties.ServiceTimeout} s`,
          );
        } else times.push(`${logicalId} ${seconds} s`);
      }
      if (custom.length === 0) return failed('the stacks have no custom resources');
      return deviations.length === 0 ? held(times.join(', ')) : failed(deviations.join('; '));
    },
  },
];

/** From the first event of the resource to its completion; undefined when it was not created. */
export function creationSeconds(events: readonly StackEvent[], logicalId: string): number | undefined {
  const own = events.filter((event) => event.logicalId === logicalId);
  const start = own.find(({ status }) => status === 'CREATE_IN_PROGRESS');
  const end = own.find(({ status }) => status === 'CREATE_COMPLETE');
  return start && end ? Math.round((end.time - start.time) / 1000) : undefined;
}

function stackNames(resources: readonly { readonly stackName: string }[]): string[] {
  return [...new Set(resources.map(({ stackName }) => stackName))];
}
