import type { Template } from '../../../core/template/template.ts';
import type { DeployableResource } from './engine/deployed-stack.ts';
import { refusedChanges, replacingChanges } from './engine/update-impact.ts';
import { assemblyStacks } from './synthesized-stacks.ts';
import { lossOfVersion } from './version-check.ts';

/** Finds what an update of a deployed stack would lose: resources that it replaces or deletes, and retention times and policies that
 *  become shorter. A new deployment of a REST API is no loss, nor is a new version of a function that changes: their logical ids are
 *  hashes of what they publish.
 *  @param before the template that is deployed.
 *  @param after the template with Tailgate's constructs.
 *  @returns one line for each loss. */
export function lossesOfUpdate(before: Template, after: Template): string[] {
  return Object.entries(before.Resources).flatMap(([logicalId, old]) => {
    const subject = `${logicalId} (${old.Type})`;
    const updated = after.Resources[logicalId];
    const losses = updated ? lossesOfResource(old, updated) : lossesOfDeletion(old, before, after);
    return losses.map((loss) => `${subject} ${loss}`);
  });
}

/** The losses in all stacks of two assemblies (`cdk.out`), with the name of the stack.
 *  @param before the folder of the app without Tailgate. */
export function lossesOfAssembly(before: string, after: string): string[] {
  const updated = new Map(assemblyStacks(after).map((stack) => [stack.name, stack]));
  return assemblyStacks(before).flatMap(({ name, template }) => {
    const stack = updated.get(name);
    if (!stack) return [`${name}: the stack is missing`];
    return lossesOfUpdate(template, stack.template).map((loss) => `${name}: ${loss}`);
  });
}

function lossesOfDeletion(old: DeployableResource, before: Template, after: Template): string[] {
  if (old.Type === 'AWS::ApiGateway::Deployment') return [];
  if (old.Type === 'AWS::Lambda::Version') return lossOfVersion(old, before, after);
  return ['is deleted'];
}

function lossesOfResource(old: DeployableResource, updated: DeployableResource): string[] {
  if (old.Type !== updated.Type) return [`becomes ${updated.Type}`];
  return [...replacements(old, updated), ...shorterPolicies(old, updated), ...shorterRetention(old, updated)];
}

function replacements(old: DeployableResource, updated: DeployableResource): string[] {
  const change = [old.Type, old.Properties ?? {}, updated.Properties ?? {}] as const;
  const refused = refusedChanges(...change).map((reason) => `cannot be updated: ${reason}`);
  try {
    const changes = replacingChanges(...change);
    return changes.length === 0 ? refused : [...refused, `is replaced: ${changes.join(', ')}`];
  } catch (error) {
    return [(error as Error).message];
  }
}

function shorterPolicies(old: DeployableResource, updated: DeployableResource): string[] {
  const keeps = (policy: string | undefined) => policy !== undefined && policy !== 'Delete';
  return (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
    .filter((attribute) => keeps(old[attribute]) && !keeps(updated[attribute]))
    .map((attribute) => `has no ${attribute} ${old[attribute]} any more`);
}

/** A log group without retention keeps its events forever. */
function shorterRetention({ Type, Properties: old = {} }: DeployableResource, updated: DeployableResource): string[] {
  if (Type !== 'AWS::Logs::LogGroup') return [];
  const days = (value: unknown) => (value === undefined ? Number.POSITIVE_INFINITY : Number(value));
  const [before, after] = [days(old.RetentionInDays), days(updated.Properties?.RetentionInDays)];
  return after < before ? [`keeps events for ${after} days instead of ${before}`] : [];
}
