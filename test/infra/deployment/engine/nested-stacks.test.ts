import { expect, it } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { rehearse, stackOf } from './test-stacks.ts';

const group = (LogGroupName: string) => ({ Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName } });

/** A stack with a nested stack that has one log group, and a resource that depends on it. */
function withNested(name: string): StackTemplate[] {
  const parent = {
    ...stackOf({
      Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: name } },
      Late: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: name }, DependsOn: 'Nested' },
    }),
    file: 'Orders.template.json',
  };
  const nested = stackOf({ [name]: group(name) }, {}, 'Orders/Nested');
  return [parent, { ...nested, nestedIn: { stack: parent, logicalId: 'Nested' } }];
}

// Nested stacks delete what they no longer have when all stacks are updated:
// https://repost.aws/knowledge-center/cloudformation-stack-cleanup-stuck
it.each(['Late', 'Second'])('a nested stack has its resources again after the failure of %s', async (failing) => {
  const { cloudFormation, region } = rehearse();
  const groups = () => ['First', 'Second'].filter((name) => region.logGroup(name));
  await cloudFormation.deploy(withNested('First'));
  cloudFormation.failAt((id) => (id === failing ? new Error('injected') : undefined));
  await expect(cloudFormation.deploy(withNested('Second'))).rejects.toThrow('injected');
  expect(groups()).toEqual(['First']);
  cloudFormation.failAt(undefined);
  await cloudFormation.deploy(withNested('Second'));
  expect(groups()).toEqual(['Second']);
  await cloudFormation.destroy('Orders');
  expect(groups()).toEqual([]);
});
