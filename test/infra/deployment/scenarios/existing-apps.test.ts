import type { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import { FunctionLogging } from '../../../../infra/constructs/function-logging/function-logging.ts';
import { ApiGatewayAccountStack } from '../../../../infra/stacks/api-gateway-account-stack.ts';
import { lossesOfUpdate } from '../replacement-check.ts';
import { synthesizedStacks } from '../synthesized-stacks.ts';
import { EXISTING_APPS } from './existing-apps.ts';
import { destroyAll, expectDeployed, startRehearsal } from './rehearsal.ts';

/** The three lines of the README. */
function addLogging(app: App): void {
  new ApiGatewayAccountStack(app, 'ApiGatewayAccount');
  ApiLogging.of(app).enable();
  FunctionLogging.of(app).enable();
}

describe.each(EXISTING_APPS)('an app with %s', (_, define) => {
  const before = synthesizedStacks(define);
  const after = synthesizedStacks((app) => {
    addLogging(app);
    define(app);
  });

  it('gets logging, and loses nothing', async () => {
    const rehearsal = startRehearsal();
    await expectDeployed(rehearsal, before);
    await expectDeployed(rehearsal, after);
    for (const { name, template } of before) {
      const updated = after.find((stack) => stack.name === name);
      expect(updated && lossesOfUpdate(template, updated.template)).toEqual([]);
    }
  });

  it.each(['first', 'last'] as const)('is deployed, destroyed, and deployed again (%s)', async (preference) => {
    const rehearsal = startRehearsal({ preference });
    await expectDeployed(rehearsal, after);
    await destroyAll(rehearsal, after);
    await expectDeployed(rehearsal, after);
  });
});
