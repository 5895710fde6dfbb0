import { Stack } from 'aws-cdk-lib';
import { it } from 'vitest';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import { FunctionLogging } from '../../../../infra/constructs/function-logging/function-logging.ts';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { httpAndWebSocketApis, restApi } from './existing-apps.ts';
import { expectDeployed, startRehearsal } from './rehearsal.ts';

const switched = (value: string) =>
  synthesizedStacks(
    (app) => {
      const stack = new Stack(app, 'Orders');
      httpAndWebSocketApis(stack);
      restApi(stack);
      new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
      ApiLogging.of(app).enable();
      FunctionLogging.of(app).enable();
    },
    { context: { apiLogging: value, functionLogging: value } },
  );
const [on, off] = [switched('on'), switched('off')];
it('logging is switched off by context, and on again', async () => {
  const rehearsal = startRehearsal({ iamDelayMs: 0 });
  await expectDeployed(rehearsal, on);
  await rehearsal.cloudFormation.deploy(off);
  await expectDeployed(rehearsal, on);
});
