import { describe, expect, it } from 'vitest';
import type { StackTemplate } from '../../core/template/assembly.ts';
import { createPhysicalIds } from '../../local/physical-ids.ts';

const stack = (name: string, nestedIn?: StackTemplate['nestedIn']): StackTemplate => ({
  name,
  template: { Resources: {} },
  assets: new Map(),
  ...(nestedIn && { nestedIn }),
});
const nestedStack = (parent: StackTemplate, logicalId: string) =>
  stack(`${parent.name}/${logicalId}`, { stack: parent, logicalId });

const identify = createPhysicalIds({ region: 'eu-west-1', accountId: '123456789012' });
// Ref of a custom resource: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
it('the reference to an adopted log group is its name', () => {
  const property = (name: string) => (name === 'LogGroupName' ? '/aws/vendedlogs/apis/shop' : undefined);
  const { ref } = identify({ stack: stack('Shop'), logicalId: 'Logs', type: 'Custom::AdoptedLogGroup', property });
  expect(ref).toBe('/aws/vendedlogs/apis/shop');
});

const physicalId = (parent: StackTemplate, logicalId: string, type: string) =>
  identify({ stack: parent, logicalId, type, property: () => undefined }).ref;

describe('a generated name', () => {
  const shop = stack('Shop');
  const first = nestedStack(shop, 'First');

  it('is the same at every start', () => {
    expect(physicalId(shop, 'Function', 'AWS::Lambda::Function')).toBe('Shop-Function-28HJ7BXCUN7N');
    expect(physicalId(nestedStack(stack('Shop'), 'First'), 'Function', 'AWS::Lambda::Function')).toBe(
      physicalId(first, 'Function', 'AWS::Lambda::Function'),
    );
  });

  it.each(['AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::DynamoDB::Table', 'AWS::ApiGateway::RestApi'])(
    'of %s differs between nested stacks and their parent stack',
    (type) => {
      const stacks = [
        shop,
        first,
        nestedStack(shop, 'Second'),
        nestedStack(first, 'First'),
        nestedStack(stack('Other'), 'First'),
      ];
      expect(new Set(stacks.map((each) => physicalId(each, 'Same', type))).size).toBe(stacks.length);
    },
  );

  it('of a resource in a nested stack begins with the name of that stack', () => {
    const name = physicalId(shop, 'First', 'AWS::CloudFormation::Stack').split('/')[1];
    expect(name).toMatch(/^Shop-First-[0-9A-Z]{12}$/);
    expect(physicalId(first, 'Logs', 'AWS::Logs::LogGroup')).toMatch(new RegExp(`^${name}-Logs-[0-9A-Z]{12}$`));
  });

  it('has the maximum length of the service and is unique, even in deeply nested stacks', () => {
    let deep = shop;
    for (const letter of 'ABCDE') deep = nestedStack(deep, letter.repeat(60));
    const names = ['F'.repeat(90), 'F'.repeat(91), 'G'].map((id) => physicalId(deep, id, 'AWS::Lambda::Function'));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9-]{64}$/);
    expect(physicalId(deep, 'H', 'AWS::CloudFormation::Stack').split('/')[1]).toMatch(/^Shop-A[A-Za-z0-9-]{122}$/);
  });
});
