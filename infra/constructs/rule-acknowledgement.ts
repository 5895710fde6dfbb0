import type { CfnResource } from 'aws-cdk-lib';

/** The key of `infra/rules/acknowledgement.ts`. */
const METADATA_KEY = 'tailgate';

/** Acknowledges the findings of one of Tailgate's rules on a resource. An acknowledgement of the user stays. */
export function acknowledgeRule(resource: CfnResource, rule: string, reason: string): void {
  const acknowledged: readonly { readonly rule?: unknown }[] = metadataOf(resource).acknowledge ?? [];
  if (acknowledged.some((item) => item.rule === rule)) return;
  addRuleMembers(resource, { acknowledge: [...acknowledged, { rule, reason }] });
}

/** Adds information for the rules to the metadata of a resource. */
export function addRuleMembers(resource: CfnResource, members: object): void {
  if (Object.keys(members).length > 0) resource.addMetadata(METADATA_KEY, { ...metadataOf(resource), ...members });
}

function metadataOf(resource: CfnResource): { readonly acknowledge?: readonly { readonly rule?: unknown }[] } {
  return resource.getMetadata(METADATA_KEY) ?? {};
}
