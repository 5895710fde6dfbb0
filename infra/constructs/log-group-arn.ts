import { type CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { logGroupArn } from './cdk-log-group.ts';

/** The ARN of a log group, for permissions to read it. It is known when all aspects that turn logging on have run. The ARN of a log group
 *  that the same stack creates is an attribute of this resource: a text that ends in `:*` would be a finding of cdk-nag.
 *  @param owner the function or stage that writes to the log group.
 *  @param name the name of the log group, a reference. */
export function lazyLogGroupArn(owner: Construct, name: string): string {
  return Lazy.string({ produce: () => createdGroup(owner, name)?.attrArn ?? logGroupArn(owner, `${name}:*`) });
}

function createdGroup(owner: Construct, name: string): CfnLogGroup | undefined {
  const stack = Stack.of(owner);
  const resolvedName = JSON.stringify(stack.resolve(name));
  const groups = stack.node.findAll().filter((construct) => construct instanceof CfnLogGroup);
  return groups
    .filter((group) => Stack.of(group) === stack)
    .find((group) => resolvedName.includes(reference(group)) || hasName(group, resolvedName));
}

function reference(group: CfnResource): string {
  return JSON.stringify({ Ref: Stack.of(group).resolve(group.logicalId) });
}

function hasName({ logGroupName, stack }: CfnLogGroup, resolvedName: string): boolean {
  return logGroupName !== undefined && JSON.stringify(stack.resolve(logGroupName)) === resolvedName;
}
