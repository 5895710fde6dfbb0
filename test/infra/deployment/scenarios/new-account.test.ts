import { it } from 'vitest';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { LogsApiStack } from '../../../../infra/stacks/logs-api-stack.ts';
import { NotesApiStack } from '../../../../infra/stacks/notes-api-stack.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { expectDeployed, startRehearsal } from './rehearsal.ts';

const sample = synthesizedStacks((app) => {
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
  const { logs } = new NotesApiStack(app, 'NotesApi');
  new LogsApiStack(app, 'LogsApi', { logs });
});

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: new accounts have a reduced concurrency quota.
it.each([10, 50, 100])(
  'the sample deploys in a new account, which must keep %s executions unreserved',
  async (minimumUnreserved) => {
    await expectDeployed(startRehearsal({ minimumUnreserved, concurrencyQuota: minimumUnreserved }), sample);
  },
);
