import { Stack } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { bundledHandlers } from '../handlers/bundled-handlers.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { restApi } from './existing-apps.ts';
import { expectDeployed, startRehearsal } from './rehearsal.ts';

const stacks = synthesizedStacks((app) => {
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
  restApi(new Stack(app, 'Orders'));
  ApiLogging.of(app).enable();
});

it('the bundles that are deployed do what the handlers do', async () => {
  // The bundles wait on the clock of this machine.
  const rehearsal = startRehearsal({ invoke: bundledHandlers, iamDelayMs: 0 });
  await expectDeployed(rehearsal, stacks);
  const { cloudFormation, region } = rehearsal;
  const { RoleArn, Outcome } = cloudFormation.stack('ApiGatewayAccount').outputs;
  expect(Outcome).toBe('set: no role was set');
  expect(region.apiGatewayRoleArn).toBe(RoleArn);
  const adopted = [...cloudFormation.stack('Orders').resources.values()].find(
    ({ source }) => source.Type === 'Custom::AdoptedLogGroup',
  );
  // README: execution logs 7 days.
  expect(region.logGroup(adopted?.physicalId ?? '')).toMatchObject({ retentionInDays: 7 });
});
