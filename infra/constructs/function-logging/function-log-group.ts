import { Annotations, type CfnResource, CustomResourceProviderBase, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { logGroupArn, logGroupProps } from '../cdk-log-group.ts';
import { existOnlyWith } from '../conditional-resource.ts';
import { LoggedFunction } from '../logged-function.ts';
import type { FunctionLoggingProps } from './function-logging-props.ts';
import { propertyOf, referencedResource, resourcesOfStack } from './function-resource.ts';

type LogGroupPropsOfFunction = Pick<FunctionLoggingProps, 'retention' | 'removalPolicy' | 'encryptionKey'>;

/** The log group of a function. */
export interface FunctionLogGroup {
  readonly name: string;
  /** The ARN with the log streams, for permissions to write. */
  readonly streamsArn: string;
  /** Whether the group has the name that Lambda uses by default. Then the function need not name it. */
  readonly hasDefaultName: boolean;
  /** Whether a stack of the app creates it. Otherwise the function may have to create it. */
  readonly isDeclared: boolean;
}

/** The log group that the function writes to. What is deployed stays: a log group that the function already has keeps its name, its
 *  retention and its removal policy. Without one, a log group is created, with a name that CloudFormation generates: a group
 *  `/aws/lambda/<function>` may exist already, and the deployment would fail.
 *  @param props of all scopes, merged.
 *  @param own the props of the function itself.
 *  @throws Error when the props of the function itself contradict its log group.
 *  @returns undefined for a group whose name contains a reference to the function: neither the function nor its role can name it.
 *  @see https://github.com/aws/aws-cdk/issues/32689 */
export function functionLogGroup(
  resource: CfnResource,
  configured: unknown,
  props: LogGroupPropsOfFunction,
  own: LogGroupPropsOfFunction,
): FunctionLogGroup | undefined {
  if (configured !== undefined) {
    const referenced = referencedResource(resource, 'AWS::Logs::LogGroup', configured);
    const group = referenced ?? groupWithName(resource, configured);
    refuseProps(resource, group, own);
    if (group) setMissingRetention(resource, group, keepsForever(group) ? own : props);
    if (group && isCreatedByTailgate(group, resource)) encryptGroup(group, props);
    const name = typeof configured === 'string' ? configured : Token.asString(configured);
    const streamsArn =
      referenced && Stack.of(referenced) === Stack.of(resource)
        ? referenced.getAtt('Arn').toString()
        : logGroupArn(resource, `${name}:*`);
    return { name, streamsArn, hasDefaultName: false, isDeclared: group !== undefined };
  }
  const group = groupWithDefaultName(resource);
  if (group === undefined) {
    const { logGroupName: name, logGroupArn: streamsArn } = newLogGroup(resource, props);
    return { name, streamsArn, hasDefaultName: false, isDeclared: true };
  }
  if (isCreatedByCdk(group, resource)) applyProps(group, props);
  else {
    refuseProps(resource, group, own);
    setMissingRetention(resource, group, keepsForever(group) ? own : props);
  }
  const name = propertyOf(group, 'LogGroupName');
  const isKnown =
    typeof name === 'string' && !Token.isUnresolved(name) && group.cfnResourceType === 'AWS::Logs::LogGroup';
  if (!isKnown) return undefined;
  // Not an attribute of the group: a group may depend on its function, and the function depends on its role.
  return { name, streamsArn: logGroupArn(resource, `${name}:*`), hasDefaultName: true, isDeclared: true };
}

function newLogGroup(resource: CfnResource, props: LogGroupPropsOfFunction): LogGroup {
  const { retention = RetentionDays.ONE_MONTH, removalPolicy = RemovalPolicy.RETAIN, encryptionKey } = props;
  // A sibling, not a child. A child would depend on what the function depends on: its role, whose policy names the group.
  const scope = resource.node.scope ?? resource;
  const logGroup = new LogGroup(
    scope,
    newLogGroupId(scope, resource),
    logGroupProps(resource, { retention, removalPolicy, encryptionKey }),
  );
  existOnlyWith(logGroup.node.defaultChild as CfnLogGroup, resource);
  return logGroup;
}

function newLogGroupId(scope: IConstruct, resource: CfnResource): string {
  if (scope instanceof CustomResourceProviderBase) return 'Logs';
  const id = `${resource.node.id}Logs`;
  return scope.node.tryFindChild(id) === undefined ? id : `${resource.node.id}TailgateLogs`;
}

/** The group `/aws/lambda/<function>` that the stack of the function defines: a log group, or the custom resource of `logRetention`,
 *  which creates the group if it does not exist. */
export function groupWithDefaultName(resource: CfnResource): CfnResource | undefined {
  const functionName = propertyOf(resource, 'FunctionName');
  const logicalId: string = Stack.of(resource).resolve(resource.logicalId);
  return groupWithName(
    resource,
    `/aws/lambda/${resource.ref}`,
    { 'Fn::Sub': `/aws/lambda/\${${logicalId}}` },
    ...(typeof functionName === 'string' ? [`/aws/lambda/${functionName}`] : []),
  );
}

function groupWithName(resource: CfnResource, ...names: readonly unknown[]): CfnResource | undefined {
  const stack = Stack.of(resource);
  const wanted = names.map((name) => JSON.stringify(stack.resolve(name)));
  return resourcesOfStack(stack)
    .filter(({ cfnResourceType }) => ['AWS::Logs::LogGroup', 'Custom::LogRetention'].includes(cfnResourceType))
    .find((group) => wanted.includes(JSON.stringify(stack.resolve(propertyOf(group, 'LogGroupName')))));
}

/** Whether the CDK created the group by default, with its own retention of two years.
 *  @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda-readme.html#lambda-function-logs */
function isCreatedByCdk(group: CfnResource, resource: CfnResource): group is CfnLogGroup {
  const { scope } = resource.node;
  const managed = scope instanceof LambdaFunction ? scope.node.tryFindChild('LogGroup')?.node.defaultChild : undefined;
  return group instanceof CfnLogGroup && group === managed;
}

/** Whether the group belongs to a function of Tailgate itself, such as that of a custom resource. */
function isCreatedByTailgate(group: CfnResource, resource: CfnResource): group is CfnLogGroup {
  const owner = resource.node.scope?.node.scope;
  return group instanceof CfnLogGroup && owner instanceof LoggedFunction && owner.logGroup.node.defaultChild === group;
}

function applyProps(group: CfnLogGroup, props: LogGroupPropsOfFunction): void {
  const { retention, removalPolicy } = props;
  if (retention !== undefined) group.retentionInDays = retention;
  if (removalPolicy !== undefined) group.applyRemovalPolicy(removalPolicy);
  encryptGroup(group, props);
}

function encryptGroup(group: CfnLogGroup, { encryptionKey }: Pick<FunctionLoggingProps, 'encryptionKey'>): void {
  if (encryptionKey === undefined) return;
  logGroupProps(group, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.RETAIN, encryptionKey });
  group.kmsKeyId = encryptionKey.keyArn;
}

/** The log group that a function sets stays as it is, so its own props must not request something else.
 *  @param group undefined when the app does not define it. */
function refuseProps(resource: CfnResource, group: CfnResource | undefined, own: LogGroupPropsOfFunction): void {
  const days = group && Stack.of(group).resolve(propertyOf(group, 'RetentionInDays'));
  const isFree = group !== undefined && (days === undefined || days === own.retention);
  const refused = Object.entries({
    ...(!isFree && { retention: own.retention }),
    removalPolicy: own.removalPolicy,
    encryptionKey: own.encryptionKey,
  }).filter(([, value]) => value !== undefined);
  if (refused.length === 0) return;
  const names = refused.map(([name]) => name).join(' and ');
  const where = group === undefined ? 'which this app does not define' : `which ${group.node.path} defines`;
  throw new Error(
    `FunctionLogging of ${resource.node.path}: ${names} cannot be set, because the function has its own log group, ${where}. Set it there, and remove ${names} here.`,
  );
}

/** Whether the app chose `RetentionDays.INFINITE`: a `LogGroup` has a retention otherwise. Props of enclosing scopes must not delete its
 *  events. */
function keepsForever({ node }: CfnResource): boolean {
  return node.scope instanceof LogGroup;
}

/** Without a request of the user, a retention would delete events that are kept today. */
function setMissingRetention(
  resource: CfnResource,
  group: CfnResource,
  { retention }: Pick<FunctionLoggingProps, 'retention'>,
): void {
  if (propertyOf(group, 'RetentionInDays') !== undefined) return;
  if (retention !== undefined) group.addPropertyOverride('RetentionInDays', retention);
  else {
    Annotations.of(resource).addWarningV2(
      'tailgate:unbounded-log-group',
      `The log group ${group.node.path} of this function keeps its events forever. Set its retention, or write FunctionLogging.of(fn).enable({ retention: RetentionDays.ONE_MONTH }): CloudWatch Logs then deletes the older events.`,
    );
  }
}
