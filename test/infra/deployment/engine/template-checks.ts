import type { Template } from '../../../../core/template/template.ts';
import { creationOrder, referencesIn } from './dependencies.ts';
import { attributesOfType } from './resource-schemas.ts';
import type { Properties } from './resource-type.ts';
import { PSEUDO_PARAMETERS } from './stack-scope.ts';

/** The largest number of members of each section.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_MEMBERS = { Resources: 500, Outputs: 200, Parameters: 200, Mappings: 200 } as const;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
const SECTIONS = [
  ...Object.keys(MAX_MEMBERS),
  ...['AWSTemplateFormatVersion', 'Conditions', 'Description', 'Metadata', 'Rules', 'Transform'],
];

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html */
const RESOURCE_ATTRIBUTES = [
  ...['Type', 'Properties', 'Condition', 'DependsOn', 'Metadata'],
  ...['CreationPolicy', 'UpdatePolicy', 'DeletionPolicy', 'UpdateReplacePolicy'],
];

/** The covered types have no snapshots.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html */
const POLICIES = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate'],
  UpdateReplacePolicy: ['Delete', 'Retain'],
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export function checkStack(name: string, template: Template, parameters: Properties): void {
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
    throw new Error(
      `Value '${name}' at 'stackName' failed to satisfy constraint: [a-zA-Z][-a-zA-Z0-9]*, 1 to 128 characters`,
    );
  }
  const unknown = Object.keys(parameters).filter((parameter) => !(parameter in (template.Parameters ?? {})));
  if (unknown.length > 0) throw new Error(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
}

/** Checks what CloudFormation checks before it changes anything.
 *  @param isTrue evaluates a condition of the template.
 *  @throws Error with the message of CloudFormation. */
export function checkTemplate(template: Template, isTrue: (condition: string) => boolean): void {
  checkSections(template);
  checkReferences(template);
  creationOrder(template.Resources);
  checkConditionalReferences(template, isTrue);
}

/** @see https://github.com/serverless/serverless/issues/2466 and https://gist.github.com/iMagdy/24d98d454412300052487014d9861aef for the
 *  messages about numbers, https://github.com/aws-cloudformation/cfn-language-discussion/issues/139 for the one about policies. */
function checkSections(template: Template): void {
  const unknown = Object.keys(template).filter((name) => !SECTIONS.includes(name));
  if (unknown.length > 0) throw formatError(`Invalid template property or properties [${unknown.join(', ')}]`);
  for (const [section, max] of Object.entries(MAX_MEMBERS)) {
    const count = Object.keys(template[section as keyof typeof MAX_MEMBERS] ?? {}).length;
    if (count > max)
      throw formatError(`Number of ${section.toLowerCase()}, ${count}, is greater than maximum allowed, ${max}`);
  }
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId)) throw formatError(`Resource name ${logicalId} is non alphanumeric.`);
    const invalid = Object.keys(resource).find((name) => !RESOURCE_ATTRIBUTES.includes(name));
    if (invalid !== undefined) throw formatError(`Invalid template resource property '${invalid}'`);
    for (const [name, allowed] of Object.entries(POLICIES)) {
      const policy = (resource as unknown as Record<string, string | undefined>)[name] ?? 'Delete';
      if (!allowed.includes(policy)) throw formatError(`Unrecognized ${name} ${policy} for resource ${logicalId}`);
    }
  }
}

/** All names exist, also those in a branch of `Fn::If` that is not used.
 *  @see https://github.com/aws/serverless-application-model/issues/832
 *  @see https://github.com/dougmoscrop/serverless-plugin-log-subscription/issues/68 for the message about attributes. */
function checkReferences({ Resources, Outputs = {}, Parameters = {}, Conditions = {} }: Template): void {
  const dependsOn = Object.values(Resources).flatMap(({ DependsOn = [] }) => [DependsOn].flat());
  refuseUnresolved(
    'Resources',
    dependsOn.filter((name) => !(name in Resources)),
  );
  const inResources = referencesIn(Object.values(Resources).map(({ Properties }) => Properties));
  const inOutputs = referencesIn(Object.values(Outputs));
  for (const [block, references] of [
    ['Resources', inResources],
    ['Outputs', inOutputs],
  ] as const) {
    const isKnown = (name: string) => name in Resources || name in Parameters || PSEUDO_PARAMETERS.includes(name);
    refuseUnresolved(
      block,
      references.map(({ logicalId }) => logicalId).filter((name) => !isKnown(name)),
    );
    for (const { logicalId, attribute } of references) {
      const type = Resources[logicalId]?.Type ?? '';
      if (attribute === undefined || (attributesOfType(type)?.includes(attribute) ?? true)) continue;
      throw new Error(`Template error: Requested attribute ${attribute} does not exist in schema for ${type}`);
    }
  }
  const inConditions = referencesIn(Conditions).map(({ logicalId }) => logicalId);
  const resources = inConditions.filter((name) => name in Resources);
  // https://github.com/aws-cloudformation/cfn-lint/issues/99
  if (resources.length > 0) {
    throw formatError(
      `Unresolved dependencies [${resources}]. Cannot reference resources in the Conditions block of the template`,
    );
  }
}

/** A resource whose condition is false does not exist for what is created. It is not documented what CloudFormation does for `DependsOn`;
 *  cfn-lint calls it an error, E3005. */
function checkConditionalReferences(template: Template, isTrue: (condition: string) => boolean): void {
  const exists = ({ Condition }: { readonly Condition?: string }) => Condition === undefined || isTrue(Condition);
  const { Resources, Outputs = {} } = template;
  const isMissing = (name: string) => Resources[name] !== undefined && !exists(Resources[name]);
  const existing = Object.values(Resources).filter(exists);
  const inResources = existing.flatMap(({ DependsOn = [], Properties }) => [
    ...[DependsOn].flat(),
    ...referencesIn(Properties, isTrue).map(({ logicalId }) => logicalId),
  ]);
  refuseUnresolved('Resources', inResources.filter(isMissing));
  const inOutputs = Object.values(Outputs)
    .filter(exists)
    .flatMap((output) => referencesIn(output, isTrue));
  refuseUnresolved('Outputs', inOutputs.map(({ logicalId }) => logicalId).filter(isMissing));
}

/** @see https://github.com/serverless/serverless/issues/4535 */
function refuseUnresolved(block: string, names: readonly string[]): void {
  if (names.length === 0) return;
  throw formatError(
    `Unresolved resource dependencies [${[...new Set(names)].join(', ')}] in the ${block} block of the template`,
  );
}

function formatError(problem: string): Error {
  return new Error(`Template format error: ${problem}`);
}
