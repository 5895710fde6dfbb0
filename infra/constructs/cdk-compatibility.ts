/** What differs between the versions of aws-cdk-lib that this package supports. All other files use the newest names. */
import { createRequire } from 'node:module';
import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** The oldest version with the log group, the log format and the levels of functions that `FunctionLogging` needs, and with priorities of
 *  aspects. The peer dependency in `package.json` has the same version. */
const OLDEST_VERSION = '2.185.0';

const { version } = createRequire(import.meta.url)('aws-cdk-lib/package.json') as { readonly version: string };
if (compareVersions(version, OLDEST_VERSION) < 0) {
  throw new Error(
    `tailgate needs aws-cdk-lib ${OLDEST_VERSION} or newer, and this app has ${version}. Run: npm install aws-cdk-lib@latest`,
  );
}

/** Members that older versions do not have. */
const optional: Partial<Pick<typeof cdk, 'Validations'> & Pick<typeof apigateway, 'ResponseTransferMode'>> = {
  ...cdk,
  ...apigateway,
};

/** Node.js 24; older versions do not name it. */
export const NODEJS_24: Runtime =
  (Runtime.NODEJS_24_X as Runtime | undefined) ??
  new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true });

/** The mode of an integration whose response is sent while the function writes it.
 *  @param user the construct that needs it, for the message.
 *  @throws Error when the version of aws-cdk-lib does not have it. */
export function streamedResponses(user: string): apigateway.ResponseTransferMode {
  if (optional.ResponseTransferMode) return optional.ResponseTransferMode.STREAM;
  throw new Error(
    `${user} streams its responses, and aws-cdk-lib ${version} cannot define that. Run: npm install aws-cdk-lib@latest`,
  );
}

/** A finding of a validation plugin that is accepted. */
export interface Acknowledgement {
  /** `<plugin>::<rule>` or `<plugin>::<rule>[<evidence>]`. */
  readonly id: string;
  readonly reason: string;
}

/** Accepts findings in a construct and in all that it contains so far. Version 3 of cdk-nag reads the acknowledgements of the CDK,
 *  version 2 the metadata of resources.
 *  @see https://github.com/cdklabs/cdk-nag/tree/v2 */
export function acknowledgeFindings(scope: IConstruct, ...acknowledgements: readonly Acknowledgement[]): void {
  optional.Validations?.of(scope).acknowledge(...acknowledgements);
  const suppressions = acknowledgements.map(nagSuppression);
  for (const resource of scope.node.findAll()) {
    if (!cdk.CfnResource.isCfnResource(resource)) continue;
    const { rules_to_suppress: before = [] } = resource.getMetadata('cdk_nag') ?? {};
    // By their text: constructs that share a function acknowledge the same findings of it.
    const all = new Map([...before, ...suppressions].map((suppression) => [JSON.stringify(suppression), suppression]));
    resource.addMetadata('cdk_nag', { rules_to_suppress: [...all.values()] });
  }
}

function nagSuppression({ id, reason }: Acknowledgement): object {
  const [, rule = id, evidence] = /^\w+::([\w-]+)(?:\[(.*)\])?$/.exec(id) ?? [];
  return { id: rule, reason, ...(evidence !== undefined && { applies_to: [evidence] }) };
}

/** The deployment of `stack` waits for that of `other`. */
export function addStackDependency(stack: cdk.Stack, other: cdk.Stack): void {
  if ('addStackDependency' in stack) stack.addStackDependency(other);
  else (stack as cdk.Stack).addDependency(other);
}

/** The creation of `resource` waits for that of `other`. */
export function addResourceDependency(resource: cdk.CfnResource, other: cdk.CfnResource): void {
  if ('addResourceDependency' in resource) resource.addResourceDependency(other);
  else (resource as cdk.CfnResource).addDependency(other);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number.parseFloat)) as [number[], number[]];
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
