import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** Creates a stack in a new app with this context. */
export function emptyStack(context: Record<string, unknown> = {}): Stack {
  return new Stack(new App({ context: { '@aws-cdk/core:aspectStabilization': true, ...context } }), 'Orders');
}

/** The only resource of a type in a stack. */
export function only(stack: Stack, type: string) {
  const [found, ...others] = Object.values(Template.fromStack(stack).findResources(type));
  if (!found || others.length > 0) throw new Error(`the stack does not have exactly one ${type}`);
  return found;
}
