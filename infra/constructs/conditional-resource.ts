import { type CfnCondition, CfnResource, Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { isObject } from '../../core/is-object.ts';
import { parseCall, parseGetAtt, parseSub } from '../../core/template/intrinsics.ts';
import { overridesOf } from './resource-overrides.ts';

/** Leaves a resource out of the template if it is not needed. The CDK asks when it writes the template, after all aspects: only then is
 *  it known what logs.
 *  @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.CfnResource.html#protected-shouldwbrsynthesize */
export function synthesizeOnlyIf(resource: CfnResource, isNeeded: () => boolean): void {
  Object.defineProperty(resource, 'shouldSynthesize', { value: isNeeded });
}

/** Gives a resource the condition of another one that it belongs to, also if an aspect of the app sets that condition later. CloudFormation
 *  refuses a template in which a resource refers to one that its condition leaves out.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html */
export function existOnlyWith(resource: CfnResource, other: CfnResource): void {
  let own = resource.cfnOptions.condition;
  Object.defineProperty(resource.cfnOptions, 'condition', {
    get: () => own ?? conditionOf(other),
    set: (condition: CfnCondition | undefined) => {
      own = condition;
    },
    enumerable: true,
  });
}

/** The condition under which a resource exists; undefined when it always exists. */
export function conditionOf(resource: CfnResource): Pick<CfnCondition, 'logicalId'> | undefined {
  const { Condition: override } = overridesOf(resource);
  return typeof override === 'string' ? { logicalId: override } : resource.cfnOptions.condition;
}

/** Whether two resources exist under the same condition. */
export function haveSameCondition(one: CfnResource, other: CfnResource): boolean {
  return conditionName(one) === conditionName(other);
}

const checkedScopes = new WeakSet<Construct>();

/** Fails the synthesis when a resource in `scope` refers to a resource of its stack that a condition can leave out.
 *  @param subject the class, for the message: `LogsApi`. */
export function refuseConditionalReferences(subject: string, scope: Construct): void {
  if (checkedScopes.has(scope)) return;
  checkedScopes.add(scope);
  scope.node.addValidation({
    validate: () => {
      const stack = Stack.of(scope);
      const conditional = resourcesIn(stack).filter((resource) => conditionOf(resource) !== undefined);
      if (conditional.length === 0) return [];
      const missing = resourcesIn(scope).flatMap((resource) => {
        const names = referencesOf(resource);
        return conditional.filter((other) => names.has(logicalIdOf(other)) && !haveSameCondition(resource, other));
      });
      return [...new Set(missing)].map(
        (other) =>
          `${subject}: ${scope.node.path} refers to ${other.node.path}, which exists only under the condition ${conditionName(other)}. The deployment fails where the condition is false. Leave it out, or give ${scope.node.path} the same condition before the aspects run.`,
      );
    },
  });
}

function resourcesIn(scope: IConstruct): CfnResource[] {
  const stack = Stack.of(scope);
  return scope.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .filter((resource) => Stack.of(resource) === stack);
}

function conditionName(resource: CfnResource): string | undefined {
  return Stack.of(resource).resolve(conditionOf(resource)?.logicalId);
}

function logicalIdOf(resource: CfnResource): string {
  return Stack.of(resource).resolve(resource.logicalId);
}

/** The logical ids to which the properties of a resource refer. */
function referencesOf(resource: CfnResource): Set<string> {
  const { cfnProperties } = resource as unknown as { readonly cfnProperties?: object };
  const found = new Set<string>();
  collect(Stack.of(resource).resolve([cfnProperties, overridesOf(resource).Properties]), found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  if (!isObject(value)) return;
  const call = parseCall(value);
  // Its own condition decides whether a branch is used.
  if (call?.name === 'Fn::If') return;
  if (call?.name === 'Ref') found.add(String(call.argument));
  if (call?.name === 'Fn::GetAtt') found.add(parseGetAtt(call.argument)?.logicalId ?? '');
  if (call?.name === 'Fn::Sub') {
    for (const part of parseSub(call.argument)?.parts ?? []) if (typeof part !== 'string') found.add(part.logicalId);
  }
  for (const member of Object.values(value)) collect(member, found);
}
