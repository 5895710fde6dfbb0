import { type CfnResource, Reference, Stack, Stage, Tokenization } from 'aws-cdk-lib';
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
  return candidates(scope, reference)
    .filter((candidate): candidate is T => candidate instanceof type)
    .find((candidate) => JSON.stringify(stack.resolve(referenceTo(candidate))) === resolved);
}

/** A reference of the CDK contains its resource. Any other value contains only a logical id: that of a resource in the same stack, or
 *  rarely in another stack of the same `Stage`. Stacks of other stages often have resources with the same logical ids. */
function candidates(scope: IConstruct, reference: unknown): IConstruct[] {
  const token = Tokenization.reverse(reference, { failConcat: false });
  if (Reference.isReference(token)) return [token.target];
  const stack = Stack.of(scope);
  const others = (Stage.of(scope) ?? scope.node.root).node
    .findAll()
    .filter((other) => Stage.of(other) === Stage.of(scope));
  return [...stack.node.findAll().filter((other) => Stack.of(other) === stack), ...others];
}
