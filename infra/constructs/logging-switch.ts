import { Aspects, Stack, Tag } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Where logging is switched for what no code names: `-c apiLogging=off`, or a tag. */
export interface Switch {
  readonly tag: string;
  readonly context: string;
}

/** Whether logging is on for a construct, as far as anybody says so: its own tag or the nearest around it, the context value of its
 *  stack, the context value of all. Undefined when nobody says anything.
 *  @throws Error for a value that is neither on nor off. */
export function switchedOn(construct: IConstruct, { tag, context }: Switch): boolean | undefined {
  const stack = Stack.of(construct);
  return (
    read(`the tag ${tag}`, nearestTag(construct, tag)) ??
    read(
      `the context value ${context}:${stack.stackName}`,
      construct.node.tryGetContext(`${context}:${stack.stackName}`),
    ) ??
    read(`the context value ${context}`, construct.node.tryGetContext(context))
  );
}

/** `Tags.of(scope)` is an aspect that may come after this one: its tags are not on the resources yet. */
function nearestTag(construct: IConstruct, key: string): string | undefined {
  for (const scope of construct.node.scopes.toReversed()) {
    const tag = Aspects.of(scope).all.findLast((aspect) => aspect instanceof Tag && aspect.key === key);
    if (tag instanceof Tag) return tag.value;
    const ofStack = Stack.isStack(scope) ? scope.tags.tagValues()[key] : undefined;
    if (ofStack !== undefined) return ofStack;
  }
  return undefined;
}

function read(name: string, value: unknown): boolean | undefined {
  if (value === undefined || value === '') return undefined;
  if (value === true || value === 'on' || value === 'true') return true;
  if (value === false || value === 'off' || value === 'false') return false;
  throw new Error(`${name} is "${value}". Write on or off, or leave it out.`);
}
