import { concatenate, type PartialText, Reference, textKey, textValue } from '../../../core/template/unknown-value.ts';
import { type App, type Resource, resourcesOf, type Stack } from './template-app.ts';
import { logGroupsOf } from './template-log-group.ts';
import { roleOf } from './template-role.ts';
import { partialTextAt } from './template-text.ts';
import { textAt, UNKNOWN, type Unknown, valueAt } from './template-value.ts';

/** All functions of Lambda and SAM. Both types have `LoggingConfig`, `Environment` and `Role`. */
export function functionsOf(app: App): Resource[] {
  return resourcesOf(app, 'AWS::Lambda::Function', 'AWS::Serverless::Function');
}

/** The configured log group of the function, or a declared one that has the default name (also by `logRetention` of the CDK, whose
 *  custom resource creates the group and sets its retention); undefined when Lambda creates the log group, also one with a configured name.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
export function ownLogGroup(fn: Resource): PartialText | Unknown | undefined {
  if (valueAt(fn.properties, 'LoggingConfig') === UNKNOWN) return UNKNOWN;
  const configured = partialTextAt(fn.properties, 'LoggingConfig', 'LogGroup');
  const declared = [...logGroupsOf({ stacks: [fn.stack] }).map(({ name }) => name), ...retentionGroups(fn.stack)];
  const declaredAs = (names: readonly string[]) =>
    declared.find((name) => name !== undefined && names.includes(textKey(name)));
  if (configured !== undefined) return isOfStack(configured) ? declaredAs([textKey(configured)]) : configured;
  return declaredAs([concatenate(['/aws/lambda/', new Reference(fn.id)]), defaultLogGroupName(fn)].map(textKey));
}

/** Whether a name contains the name of the stack, so that no other stack declares the group. */
function isOfStack(name: PartialText): boolean {
  return name.some((part) => typeof part === 'object' && part.ref === 'AWS::StackName');
}

/** The name of the log group that Lambda creates for a function without its own. */
export function createdLogGroupName(fn: Resource): PartialText {
  const named = defaultLogGroupName(fn);
  return named.length > 0 ? named : concatenate(['/aws/lambda/', new Reference(fn.id)]);
}

/** Whether CloudFront runs the function at the edge (Lambda@Edge): its role trusts edgelambda.amazonaws.com, or, if the stack does not
 *  declare the role, a distribution of the stack calls a version of the function. Its replicas create their log groups in the regions
 *  where they run.
 *  @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html */
export function isEdgeFunction(fn: Resource): boolean {
  const role = roleOf(fn);
  if (role === undefined) return isInDistribution(fn);
  return JSON.stringify(role.properties.AssumeRolePolicyDocument ?? {}).includes('edgelambda.');
}

function isInDistribution(fn: Resource): boolean {
  const { resources } = fn.stack;
  const distributions = resources.filter(({ type }) => type === 'AWS::CloudFront::Distribution');
  const configs = distributions.map(({ properties }) => JSON.stringify(properties));
  return resources
    .filter(({ type }) => type === 'AWS::Lambda::Version')
    .filter(({ properties }) => refersTo(partialTextAt(properties, 'FunctionName'), fn))
    .some(({ id }) => configs.some((config) => config.includes(JSON.stringify(id))));
}

function refersTo(text: PartialText | undefined, { id }: Resource): boolean {
  return (text ?? []).some((part) => typeof part === 'object' && part.ref === id);
}

/** The format of the function's log lines; the default is Text. */
export function logFormat(fn: Resource): 'Text' | 'JSON' | Unknown {
  const format = textAt(fn.properties, 'LoggingConfig', 'LogFormat') ?? 'Text';
  return format === 'Text' || format === 'JSON' ? format : UNKNOWN;
}

/** The names of the log levels that the function sets, as far as their values are known. Lambda refuses them without the format JSON.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export function logLevelsOf(fn: Resource): string[] {
  return ['ApplicationLogLevel', 'SystemLogLevel'].filter(
    (level) => typeof valueAt(fn.properties, 'LoggingConfig', level) === 'string',
  );
}

/** The names of the groups to which `logRetention` gives a retention. */
function retentionGroups(stack: Stack): (PartialText | undefined)[] {
  return resourcesOf({ stacks: [stack] }, 'Custom::LogRetention')
    .filter(({ properties }) => valueAt(properties, 'RetentionInDays') !== undefined)
    .map(({ properties }) => partialTextAt(properties, 'LogGroupName'));
}

function defaultLogGroupName(fn: Resource): PartialText {
  const name = partialTextAt(fn.properties, 'FunctionName');
  return name === undefined ? [] : concatenate(['/aws/lambda/', textValue(name)]);
}
