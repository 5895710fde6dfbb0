import type { DeployedStack } from './deployed-stack.ts';

/** An export that another stack imports must stay as it is.
 *  @param after the exports of the stack after its update.
 *  @see https://github.com/linz/geostore/issues/630 and https://github.com/serverless/serverless/issues/3589
 *  @throws Error */
export function refuseChangedExports(
  stack: DeployedStack,
  after: Readonly<Record<string, unknown>>,
  stacks: readonly DeployedStack[],
): void {
  for (const [name, value] of Object.entries(stack.exports)) {
    const user = stacks.find(({ region, imports }) => region === stack.region && imports.has(name));
    if (!user || after[name] === value) continue;
    throw new Error(
      `Export ${name} cannot be ${name in after ? 'updated' : 'deleted'} as it is in use by ${user.name}`,
    );
  }
}
