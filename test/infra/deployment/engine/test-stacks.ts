import { onTestFinished } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { asTemplate } from '../../../../core/template/template.ts';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { CloudFormation } from './cloudformation.ts';
import type { DeployableResource } from './deployed-stack.ts';
import { type AccountOptions, RehearsalAccount } from './rehearsal-account.ts';
import { scriptedHandler } from './scripted-handler.ts';

type Resources = Record<string, Omit<DeployableResource, 'Type'> & { readonly Type: string }>;

/** A stack with these resources, and other sections of the template. */
export const stackOf = (Resources: Resources, sections: object = {}, name = 'Orders'): StackTemplate => ({
  name,
  template: asTemplate({ Resources, ...sections }, name),
  assets: new Map(),
});

/** An account and CloudFormation for one test.
 *  @param handler runs for each custom resource. */
export function rehearse(
  options: AccountOptions = {},
  handler = scriptedHandler(() => ({ PhysicalResourceId: 'id' })),
) {
  const account = new RehearsalAccount(options);
  onTestFinished(() => account.close());
  const region = account.region('eu-west-1');
  return { account, region, cloudFormation: new CloudFormation(account, { invoke: handler.invoke }), handler };
}

/** A trust policy for a service. */
export const SERVICE = (name: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${name}.amazonaws.com` } },
});
/** The role of a function. */
export const ROLE = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: SERVICE('lambda') } };
/** A function with the role `Role`. */
export const lambda = (Properties: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Code: { ZipFile: '' },
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    ...Properties,
  },
});

/** A log group. */
export const group = (Properties: Record<string, unknown> = {}, rest: object = {}) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties,
  ...rest,
});
/** Numbered resources, or members of another section. */
export const many = <Member>(count: number, member: (index: number) => Member) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`Member${index}`, member(index)]));
/** A type without required properties. */
export const TOPIC = { Type: 'AWS::SNS::Topic' };
/** The section of the outputs, with the output `Name`. */
export const output = (Value: unknown, rest: object = {}) => ({ Outputs: { Name: { Value, ...rest } } });
