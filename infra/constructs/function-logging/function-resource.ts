import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isOverridden, withOverride } from '../resource-overrides.ts';

const FUNCTION_TYPES: readonly string[] = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];

/** A member of a resource that the types of the CDK hide. */
interface ResourceMembers {
  readonly cfnProperties?: Readonly<Record<string, unknown>>;
}

/** Whether a construct is a function, of any class: for some of its own custom resources the CDK uses a generic `CfnResource`.
 *  @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-logs/lib/log-retention.ts */
export function isFunctionResource(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && FUNCTION_TYPES.includes(construct.cfnResourceType);
}

/** A property of a resource with the overrides of the app, not yet resolved. Overrides take precedence, as in the template.
 *  @param name as in the template: `LoggingConfig`. */
export function propertyOf(resource: CfnResource, name: string): unknown {
  const { cfnProperties = {} } = resource as unknown as ResourceMembers;
  const typed = cfnProperties[name] ?? cfnProperties[lowerFirst(name)];
  if (!isOverridden(resource, name)) return typed;
  const resolved = Token.isUnresolved(typed) ? Stack.of(resource).resolve(typed) : typed;
  return withOverride(resource, name, isRecord(resolved) ? upperKeys(resolved) : resolved);
}

/** `logGroup` of a typed resource and `LogGroup` of a generic one become the same key. */
export function upperKeys(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.charAt(0).toUpperCase() + key.slice(1), member]),
  );
}

/** The resource of this CloudFormation type that a value refers to, in any stack of the app; undefined when the app does not define it. */
export function referencedResource(scope: CfnResource, type: string, value: unknown): CfnResource | undefined {
  const isWanted = (construct: unknown): construct is CfnResource =>
    CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;
  const token =
    typeof value === 'object' && value !== null ? value : Tokenization.reverse(value, { failConcat: false });
  if (Reference.isReference(token)) {
    const { target } = token;
    return isWanted(target) ? target : isWanted(target.node.defaultChild) ? target.node.defaultChild : undefined;
  }
  const stack = Stack.of(scope);
  const resolved = stack.resolve(value) ?? {};
  const logicalId = resolved.Ref ?? [resolved['Fn::GetAtt']].flat()[0];
  return resourcesOfStack(stack).find(
    (candidate) => isWanted(candidate) && stack.resolve(candidate.logicalId) === logicalId,
  );
}

/** The resources of a stack, without those of its nested stacks. */
export function resourcesOfStack(stack: Stack): CfnResource[] {
  return stack.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .filter((resource) => Stack.of(resource) === stack);
}

/** The name of a typed property: `logGroup`. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
