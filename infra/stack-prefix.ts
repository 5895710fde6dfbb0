import type { App } from 'aws-cdk-lib';

/** Stack names begin with a letter, and have letters, digits and hyphens. Function names have at most 64 characters.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-using-console-create-stack-parameters.html */
const PREFIX = /^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/;

/** The prefix of all names of a copy of the sample: `-c prefix=NAME`. Copies with different prefixes do not collide in a region.
 *  @returns undefined without a prefix.
 *  @throws Error when the value is not a prefix. */
export function stackPrefix(app: App): string | undefined {
  const value: unknown = app.node.tryGetContext('prefix');
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && PREFIX.test(value)) return value;
  throw new Error(
    `The context value prefix is "${value}". Use 1 to 20 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen: -c prefix=test-1.`,
  );
}

/** A name with the prefix, for example `test-1-NotesApi`. */
export function prefixedName(prefix: string | undefined, name: string): string {
  return prefix === undefined ? name : `${prefix}-${name}`;
}
