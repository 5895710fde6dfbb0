import { describe, expect, it } from 'vitest';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { LogsApiStack } from '../../../../infra/stacks/logs-api-stack.ts';
import { NotesApiStack } from '../../../../infra/stacks/notes-api-stack.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { blockedSecondDeployments, destroyAll, expectDeployed, startRehearsal } from './rehearsal.ts';

/** An account whose quotas were raised. */
const GROWN = { concurrencyQuota: 1000, minimumUnreserved: 100 };

const sample = synthesizedStacks((app) => {
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
  const { logs } = new NotesApiStack(app, 'NotesApi');
  new LogsApiStack(app, 'LogsApi', { logs });
});

describe('the three stacks of the sample', () => {
  it.each(['first', 'last'] as const)('deploy, whichever of independent resources comes %s', async (preference) => {
    await expectDeployed(startRehearsal({ ...GROWN, preference }), sample);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: new accounts have a reduced concurrency quota.
  it.each([10, 50, 100])(
    'deploy in a new account, which must keep %s executions unreserved',
    async (minimumUnreserved) => {
      await expectDeployed(startRehearsal({ minimumUnreserved, concurrencyQuota: minimumUnreserved }), sample);
    },
  );

  it('do not change when they are deployed again', async () => {
    const rehearsal = startRehearsal(GROWN);
    await expectDeployed(rehearsal, sample);
    const before = structuredClone([...rehearsal.cloudFormation.stack('LogsApi').resources]);
    await expectDeployed(rehearsal, sample);
    expect([...rehearsal.cloudFormation.stack('LogsApi').resources]).toEqual(before);
  });

  it('deploy again after they were destroyed', async () => {
    const rehearsal = startRehearsal(GROWN);
    await expectDeployed(rehearsal, sample);
    await destroyAll(rehearsal, sample);
    await expectDeployed(rehearsal, sample);
  });

  it('deploy in a second region of the same account', async () => {
    const rehearsal = startRehearsal(GROWN);
    await expectDeployed(rehearsal, sample);
    await rehearsal.cloudFormation.deploy(sample, 'us-east-1');
  });

  it('deploy at the second attempt, whichever resource failed at the first', async () => {
    expect(await blockedSecondDeployments(sample)).toEqual([]);
  });
});
