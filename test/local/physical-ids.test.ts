import { describe, expect, it } from 'vitest';
import type { StackTemplate } from '../../core/template/assembly.ts';
import { physicalIds } from '../../local/physical-ids.ts';

const stack = (name: string, nestedIn?: StackTemplate['nestedIn']): StackTemplate => ({
  name,
  template: { Resources: {} },
  assets: new Map(),
  ...(nestedIn && { nestedIn }),
});
const nest = (around: StackTemplate, logicalId: string) =>
  stack(`${around.name}/${logicalId}`, { stack: around, logicalId });

const identify = physicalIds({ region: 'eu-west-1', accountId: '123456789012' });
const refOf = (place: StackTemplate, logicalId: string, type: string) =>
  identify({ stack: place, logicalId, type, property: () => undefined }).ref;

describe('a generated name', () => {
  const shop = stack('Shop');
  const first = nest(shop, 'First');

  it('is the same at every start', () => {
    expect(refOf(shop, 'Function', 'AWS::Lambda::Function')).toBe('Shop-Function-28HJ7BXCUN7N');
    expect(refOf(nest(stack('Shop'), 'First'), 'Function', 'AWS::Lambda::Function')).toBe(
      refOf(first, 'Function', 'AWS::Lambda::Function'),
    );
  });

  it.each(['AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::DynamoDB::Table', 'AWS::ApiGateway::RestApi'])(
    'of %s is another in each nested stack, and in the stack around them',
    (type) => {
      const places = [shop, first, nest(shop, 'Second'), nest(first, 'First'), nest(stack('Other'), 'First')];
      expect(new Set(places.map((place) => refOf(place, 'Same', type))).size).toBe(places.length);
    },
  );

  it('of what a nested stack holds begins as that stack is called', () => {
    const name = refOf(shop, 'First', 'AWS::CloudFormation::Stack').split('/')[1];
    expect(name).toMatch(/^Shop-First-[0-9A-Z]{12}$/);
    expect(refOf(first, 'Logs', 'AWS::Logs::LogGroup')).toMatch(new RegExp(`^${name}-Logs-[0-9A-Z]{12}$`));
  });

  it('is as long as the service takes, and still its own, however deep the stack is nested', () => {
    let deep = shop;
    for (const letter of 'ABCDE') deep = nest(deep, letter.repeat(60));
    const names = ['F'.repeat(90), 'F'.repeat(91), 'G'].map((id) => refOf(deep, id, 'AWS::Lambda::Function'));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9-]{64}$/);
    expect(refOf(deep, 'H', 'AWS::CloudFormation::Stack').split('/')[1]).toMatch(/^Shop-A[A-Za-z0-9-]{122}$/);
  });
});
