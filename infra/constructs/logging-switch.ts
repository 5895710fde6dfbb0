import { Aspects, Stack, Tag } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The names of a tag and a context value (`-c apiLogging=off`) that switch logging on or off. They apply where props do not set
 *  `enabled`. */
export interface LoggingSwitch {
  readonly tag: string;
  readonly context: string;
}

/** Whether logging is on for a construct. The tag of the construct or of its nearest enclosing scope takes precedence over the
 *  context value of its stack, which takes precedence over the context value of the app. Undefined when none of them is set.
 *  @throws Error for a value that is neither on nor off. */
export function readSwitch(construct: IConstruct, { tag, context }: LoggingSwitch): boolean | undefined {
  const stackContext = `${context}:${Stack.of(construct).stackName}`;
  return (
    parseSwitch(`the tag ${tag}`, nearestTag(construct, tag)) ??
    parseSwitch(`the context value ${stackContext}`, construct.node.tryGetContext(stackContext)) ??
    parseSwitch(`the context value ${context}`, construct.node.tryGetContext(context))
  );
}

/** Reads the tags from the aspects that add them: those aspects may run later, so the resources may not have the tags yet. */
function nearestTag(construct: IConstruct, key: string): string | undefined {
  for (const scope of construct.node.scopes.toReversed()) {
    const tag = Aspects.of(scope).all.findLast((aspect) => aspect instanceof Tag && aspect.key === key);
    if (tag instanceof Tag) return tag.value;
    const stackTag = Stack.isStack(scope) ? scope.tags.tagValues()[key] : undefined;
    if (stackTag !== undefined) return stackTag;
  }
  return undefined;
}

function parseSwitch(name: string, value: unknown): boolean | undefined {
  if (value === undefined || value === '') return undefined;
  if (value === true || value === 'on' || value === 'true') return true;
  if (value === false || value === 'off' || value === 'false') return false;
  throw new Error(`${name} is "${value}". Set it to on or off, or remove it.`);
}
