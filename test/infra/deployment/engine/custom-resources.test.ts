import { describe, expect, it } from 'vitest';
import type { InvokeFunction } from '../account.ts';
import { CloudFormation } from './cloudformation.ts';
import { scriptedHandler } from './scripted-handler.ts';
import { lambda, ROLE, rehearse, stackOf } from './test-stacks.ts';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html */
describe('a custom resource', () => {
  const custom = (Properties: object = {}) => ({
    Type: 'Custom::Thing',
    Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, ...Properties },
  });
  const withFunction = (Thing: ReturnType<typeof custom>) => stackOf({ Role: ROLE, Function: lambda(), Thing });

  it('gets its properties as strings, and the old ones at an update', async () => {
    const { cloudFormation, handler } = rehearse();
    await cloudFormation.deploy([withFunction(custom({ Count: 1, On: true }))]);
    await cloudFormation.deploy([withFunction(custom({ Count: 2, On: true }))]);
    expect(handler.events).toMatchObject([
      { RequestType: 'Create', LogicalResourceId: 'Thing', ResourceProperties: { Count: '1', On: 'true' } },
      { RequestType: 'Update', PhysicalResourceId: 'id', OldResourceProperties: { Count: '1' } },
    ]);
  });

  it('whose physical id changes at an update is replaced: the old id is deleted', async () => {
    const handler = scriptedHandler(({ RequestType, PhysicalResourceId, ResourceProperties: { Name } }) => ({
      PhysicalResourceId: RequestType === 'Delete' ? PhysicalResourceId : Name,
    }));
    const { cloudFormation } = rehearse({}, handler);
    for (const Name of ['one', 'two']) await cloudFormation.deploy([withFunction(custom({ Name }))]);
    expect(handler.events.at(-1)).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'one' });
    await cloudFormation.destroy('Orders');
    expect(handler.events.at(-1)).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'two' });
  });

  it('whose creation failed is deleted by the physical id of the failure, which the answer must repeat', async () => {
    const handler = scriptedHandler(({ RequestType }) =>
      RequestType === 'Create'
        ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: 'failed' }
        : { PhysicalResourceId: 'other' },
    );
    const { cloudFormation } = rehearse({}, handler);
    await expect(cloudFormation.deploy([withFunction(custom())])).rejects.toThrow(
      /^Orders \| CREATE_FAILED \| Thing \| .* Message returned: no\nOrders \| ROLLBACK_FAILED \| Thing \| Invalid PhysicalResourceId/,
    );
    expect(handler.events.at(-1)).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'failed' });
  });

  // https://repost.aws/knowledge-center/best-practices-custom-cf-lambda: it waits again at the rollback, which fails, too.
  it.each([
    [{}, 3600],
    [{ ServiceTimeout: 300 }, 300],
  ])('with %j that does not answer fails after %s seconds, and its deletion, too', async (properties, seconds) => {
    const { cloudFormation, account } = rehearse(
      {},
      scriptedHandler(() => undefined),
    );
    const start = account.clock.now();
    await expect(cloudFormation.deploy([withFunction(custom(properties))])).rejects.toThrow(
      'CloudFormation did not receive a response from your Custom Resource',
    );
    expect((account.clock.now() - start) / 1000).toBe(2 * seconds);
    expect(cloudFormation.stack('Orders').status).toBe('ROLLBACK_FAILED');
  });

  it('fails when its response has more than 4096 bytes', async () => {
    const Data = { Text: 'x'.repeat(4096) };
    const { cloudFormation } = rehearse(
      {},
      scriptedHandler(() => ({ PhysicalResourceId: 'id', Data })),
    );
    await expect(cloudFormation.deploy([withFunction(custom())])).rejects.toThrow('Response object is too long');
  });

  it('that answers only after the ServiceTimeout has failed', async () => {
    const { account } = rehearse();
    const late: InvokeFunction = async (invoked, event) => {
      await account.clock.wait(400_000);
      await scriptedHandler(() => ({ PhysicalResourceId: 'late' })).invoke(invoked, event, account);
    };
    const cloudFormation = new CloudFormation(account, { invoke: late });
    const start = account.clock.now();
    await expect(cloudFormation.deploy([withFunction(custom({ ServiceTimeout: 300 }))])).rejects.toThrow(
      'did not receive a response',
    );
    expect((account.clock.now() - start) / 1000).toBe(600);
  });

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
  it('is invoked twice more, after one and two minutes, when its function fails', async () => {
    const { account } = rehearse();
    const times: number[] = [];
    const failing: InvokeFunction = async (_, __, { clock }) => {
      times.push(clock.now());
      throw new Error('failed');
    };
    const deployed = new CloudFormation(account, { invoke: failing }).deploy([withFunction(custom())]);
    await expect(deployed).rejects.toThrow('did not receive');
    expect(times.slice(0, 3).map((time) => (time - Number(times[0])) / 1000)).toEqual([0, 60, 180]);
  });

  const failingUnknown = { Type: 'AWS::Unknown::Type', Properties: {}, DependsOn: 'Thing' };
  const withFailure = (Thing: ReturnType<typeof custom>) =>
    stackOf({ Role: ROLE, Function: lambda(), Thing, Broken: failingUnknown });

  // https://github.com/aws/aws-cdk/pull/29581, https://repost.aws/knowledge-center/best-practices-custom-cf-lambda
  it('that was replaced gets its old id back when the stack rolls back, and the new id is deleted', async () => {
    const handler = scriptedHandler(({ RequestType, PhysicalResourceId, ResourceProperties: { Name } }) => ({
      PhysicalResourceId: RequestType === 'Delete' ? PhysicalResourceId : Name,
    }));
    const { cloudFormation } = rehearse({}, handler);
    await cloudFormation.deploy([withFunction(custom({ Name: 'one' }))]);
    await expect(cloudFormation.deploy([withFailure(custom({ Name: 'two' }))])).rejects.toThrow('AWS::Unknown::Type');
    expect(handler.events.slice(2)).toMatchObject([
      { RequestType: 'Update', PhysicalResourceId: 'two', ResourceProperties: { Name: 'one' } },
      { RequestType: 'Delete', PhysicalResourceId: 'two' },
    ]);
    expect(cloudFormation.stack('Orders').resources.get('Thing')?.physicalId).toBe('one');
  });

  it('that answers each update with a new id has the id of the rollback', async () => {
    let ids = 0;
    const handler = scriptedHandler(({ RequestType, PhysicalResourceId }) => {
      ids += 1;
      return { PhysicalResourceId: RequestType === 'Delete' ? PhysicalResourceId : `id-${ids}` };
    });
    const { cloudFormation } = rehearse({}, handler);
    await cloudFormation.deploy([withFunction(custom({ Name: 'one' }))]);
    await expect(cloudFormation.deploy([withFailure(custom({ Name: 'two' }))])).rejects.toThrow('AWS::Unknown::Type');
    await cloudFormation.destroy('Orders');
    const events = handler.events.map(({ RequestType, PhysicalResourceId }) => [RequestType, PhysicalResourceId]);
    expect(events).toEqual([
      ['Create', undefined],
      ['Update', 'id-1'],
      ['Update', 'id-2'],
      ['Delete', 'id-2'],
      ['Delete', 'id-3'],
    ]);
  });

  it('that the template no longer has, and that cannot be deleted: the failure names it', async () => {
    const handler = scriptedHandler(({ RequestType }) => ({
      PhysicalResourceId: 'id',
      ...(RequestType === 'Delete' && { Status: 'FAILED', Reason: 'no' }),
    }));
    const { cloudFormation } = rehearse({}, handler);
    await cloudFormation.deploy([withFunction(custom())]);
    const deployed = cloudFormation.deploy([stackOf({ Role: ROLE, Function: lambda() })]);
    await expect(deployed).rejects.toThrow(/^Orders \| DELETE_FAILED \| Thing \| .* no$/);
  });

  it('whose update failed is updated again with the properties from before', async () => {
    const handler = scriptedHandler(({ ResourceProperties: { Name } }) => ({
      PhysicalResourceId: 'id',
      ...(Name === 'two' && { Status: 'FAILED', Reason: 'no' }),
    }));
    const { cloudFormation } = rehearse({}, handler);
    await cloudFormation.deploy([withFunction(custom({ Name: 'one' }))]);
    await expect(cloudFormation.deploy([withFunction(custom({ Name: 'two' }))])).rejects.toThrow('UPDATE_FAILED');
    expect(handler.events.slice(1)).toMatchObject([
      { RequestType: 'Update', ResourceProperties: { Name: 'two' }, OldResourceProperties: { Name: 'one' } },
      { RequestType: 'Update', ResourceProperties: { Name: 'one' }, OldResourceProperties: { Name: 'two' } },
    ]);
    expect(cloudFormation.stack('Orders').status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
  it('blocks its stack when the rollback fails, too, until the rollback is continued', async () => {
    let works = true;
    const handler = scriptedHandler(() => ({
      PhysicalResourceId: 'id',
      ...(!works && { Status: 'FAILED', Reason: 'no' }),
    }));
    const { cloudFormation } = rehearse({}, handler);
    await cloudFormation.deploy([withFunction(custom({ Name: 'one' }))]);
    works = false;
    const update = () => cloudFormation.deploy([withFunction(custom({ Name: 'two' }))]);
    await expect(update()).rejects.toThrow('ROLLBACK_FAILED');
    await expect(update()).rejects.toThrow('UPDATE_ROLLBACK_FAILED state and can not be updated');
    works = true;
    await cloudFormation.continueRollback('Orders');
    await update();
    expect(cloudFormation.stack('Orders').status).toBe('UPDATE_COMPLETE');
  });
});
