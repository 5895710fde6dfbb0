import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** A stack in an app of its own, with the context that `-c` would give. */
export function emptyStack(context: Record<string, unknown> = {}): Stack {
  return new Stack(new App({ context: { '@aws-cdk/core:aspectStabilization': true, ...context } }), 'Orders');
}

/** The one resource of a type. */
export function only(stack: Stack, type: string) {
  const [found, ...others] = Object.values(Template.fromStack(stack).findResources(type));
  if (!found || others.length > 0) throw new Error(`the stack has not one ${type}`);
  return found;
}
