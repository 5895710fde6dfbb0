import { knownText, type PartialText } from '../../core/template/unknown-value.ts';
import type { App, Resource } from './model/template-app.ts';
import { functionsOf, isEdgeFunction, ownLogGroup } from './model/template-function.ts';
import { referencedLogGroup } from './model/template-log-group.ts';
import {
  includesAction,
  logGroupPattern,
  managedPolicies,
  permissionsOf,
  type Statement,
  statementsOf,
} from './model/template-role.ts';
import { UNKNOWN } from './model/template-value.ts';
import type { Rule } from './rule.ts';

/** Managed policies that allow the creation of every log group. */
const ALLOWING_POLICIES =
  /(^|\/)(AWSLambda(Basic|VPCAccess|DynamoDB|Kinesis|SQSQueue|MSK)ExecutionRole|AWSLambda_FullAccess|CloudWatchLogsFullAccess|CloudWatchFullAccess(V2)?|PowerUserAccess|AdministratorAccess)$/;

export const groupCreationAllowed: Rule = {
  id: 'group-creation-allowed',
  level: 'warning',
  summary: 'a function with its own log group whose role allows it to create the group again',
  why: 'If the log group is deleted, the next invocation creates it again without retention and key, and the next deployment fails: "already exists".',
  fix: {
    cdk: "Call FunctionLogging.of(fn).enable(). Or call fn.addToRolePolicy(new PolicyStatement({ effect: Effect.DENY, actions: ['logs:CreateLogGroup'], resources })) with the ARN of the log group. A deny takes precedence over what a managed policy allows.",
    sam: 'Add a statement to Policies of the function: Effect: Deny, Action: logs:CreateLogGroup, Resource: the ARN of the log group with * at the end. A deny takes precedence over what a managed policy allows.',
    serverless:
      'Add a statement to provider.iam.role.statements: Effect: Deny, Action: logs:CreateLogGroup, Resource: the ARN of the log group with * at the end. A deny takes precedence over what the framework allows.',
    cloudformation:
      'Add a statement to Policies of the role: Effect: Deny, Action: logs:CreateLogGroup, Resource: the ARN of the log group with * at the end. A deny takes precedence over what a managed policy allows.',
  },
  source: 'https://github.com/aws/aws-cdk/issues/35003',
  examples: {
    wrong: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogGroup: !Ref Logs
Logs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30`,
    right: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogGroup: !Ref Logs
    Policies:
      - Statement:
          - Effect: Deny
            Action: logs:CreateLogGroup
            Resource: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${Logs}*"
Logs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30`,
  },
  *check(app) {
    for (const [resource, fn] of firstFunctionByRole(app)) {
      const statements = statementsOf(resource);
      if (statements.some(deniesCreation)) continue;
      const source = creationSource(resource, statements);
      if (source === undefined) continue;
      yield {
        resource,
        property: source.property,
        problem: `${source.name} allows ${fn.logicalId} to create log groups`,
      };
    }
  },
};

/** For each role of functions with a log group of the template: the first of these functions. For a function whose role SAM creates, the key
 *  is the function itself. */
function firstFunctionByRole(app: App): Map<Resource, Resource> {
  const functionByRole = new Map<Resource, Resource>();
  for (const fn of functionsOf(app)) {
    if (!hasDeclaredGroup(fn) || isEdgeFunction(fn)) continue;
    const role = permissionsOf(fn);
    if (role !== undefined && !functionByRole.has(role)) functionByRole.set(role, fn);
  }
  return functionByRole;
}

/** Whether the template creates the log group of the function, and the role can name it. A function without such a group may have to
 *  create it. A default name that contains a reference to the function would make the role depend on the function, which depends on it. */
function hasDeclaredGroup(fn: Resource): boolean {
  const group = ownLogGroup(fn);
  if (group === undefined || group === UNKNOWN) return false;
  if (group.some((part) => typeof part === 'object' && part.ref === fn.id)) return false;
  return referencedLogGroup(group, fn) !== undefined;
}

function creationSource(
  role: Resource,
  statements: readonly Statement[],
): { property: string; name: string } | undefined {
  if (role.type === 'AWS::Serverless::Function') {
    return { property: 'Policies', name: 'AWSLambdaBasicExecutionRole, which SAM attaches,' };
  }
  const managed = managedPolicies(role)
    .map(knownText)
    .find((arn) => ALLOWING_POLICIES.test(arn));
  if (managed !== undefined)
    return { property: 'ManagedPolicyArns', name: managed.slice(managed.lastIndexOf('/') + 1) };
  const allowing = statements.find(({ effect, actions, resources }) => {
    return effect === 'Allow' && actions.some(isCreation) && resources.some(coversFunctionGroups);
  });
  return allowing && { property: 'Policies', name: `the action ${allowing.actions.find(isCreation)}` };
}

function deniesCreation({ effect, actions }: Statement): boolean {
  return effect === 'Deny' && actions.some(isCreation);
}

function isCreation(action: string): boolean {
  return includesAction(action, 'logs:CreateLogGroup');
}

/** Whether the resource includes log groups of functions. Permissions for other log groups are accepted. */
function coversFunctionGroups(resource: PartialText): boolean {
  const pattern = logGroupPattern(resource) ?? '';
  const [before = ''] = pattern.split('*');
  return pattern.includes('*') && ('/aws/lambda/'.startsWith(before) || before.startsWith('/aws/lambda/'));
}
