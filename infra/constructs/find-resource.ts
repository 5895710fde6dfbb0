import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Finds the resource of the app that a value refers to.
 *  @param type the class of the resource.
 *  @param reference a reference to the resource, such as the `restApiId` of a stage.
 *  @param referenceTo the same reference, as the resource returns it: `(api) => api.ref`. */
export function findResource<T extends CfnResource>(
  scope: IConstruct,
  type: abstract new (...args: never[]) => T,
  reference: unknown,
  referenceTo: (resource: T) => unknown,
): T | undefined {
  const stack = Stack.of(scope);
  const resolved = JSON.stringify(stack.resolve(reference));
  return scope.node.root.node
    .findAll()
    .filter((candidate): candidate is T => candidate instanceof type)
    .find((candidate) => JSON.stringify(stack.resolve(referenceTo(candidate))) === resolved);
}
