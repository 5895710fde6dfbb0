import { type Check, failed, held } from '../check.ts';
import type { Deployment } from '../deployment.ts';
import { stackEvents } from '../stack-states.ts';
import { rolledBackGroup } from '../stacks/probe-groups.ts';
import { logGroup } from './log-groups.ts';

/** A creation that was meant to fail. */
export interface FailedCreation {
  /** What `cdk deploy` printed; undefined when it succeeded. */
  readonly failure: string | undefined;
  readonly deployment: Deployment;
}

const SOURCE =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html';

/** The stack RolledBack: its second log group has the name of its first. */
export const FAILED_CREATION: readonly Check<FailedCreation>[] = [
  {
    name: 'name-that-exists',
    assumption: 'CloudFormation does not create a log group whose name exists ("already exists").',
    source: 'test/infra/deployment/engine/resource-type.ts',
    async run({ failure, deployment }) {
      if (failure === undefined) return failed('the deployment succeeded');
      const events = await stackEvents(deployment.clients, `${deployment.options.prefix}-RolledBack`);
      const reasons = events
        .filter(({ status }) => status === 'CREATE_FAILED')
        .map(({ logicalId, reason }) => `${logicalId}: ${reason}`);
      return reasons.some((reason) => /^Second.*already exists/s.test(reason))
        ? held(reasons.join('; '))
        : failed(reasons.join('; ') || failure);
    },
  },
  {
    name: 'retain-except-on-create',
    assumption:
      'After a failed creation, CloudFormation deletes a log group with the deletion policy RetainExceptOnCreate.',
    source: `${SOURCE}; test/infra/deployment/engine/stack-operation.ts`,
    async run({ deployment }) {
      const name = rolledBackGroup(deployment.options.prefix);
      return (await logGroup(deployment, name)) ? failed(`${name} still exists`) : held(`${name} does not exist`);
    },
  },
];
