import type { PartialText } from '../../core/template/unknown-value.ts';
import type { App, Resource } from './model/template-app.ts';
import { createdLogGroupName, functionsOf, isEdgeFunction, ownLogGroup } from './model/template-function.ts';
import { referencedLogGroup } from './model/template-log-group.ts';
import {
  includesAction,
  logGroupPattern,
  matchesWildcards,
  permissionsOf,
  resourceText,
  type Statement,
  statementsOf,
} from './model/template-role.ts';
import { showText } from './model/template-text.ts';
import { UNKNOWN } from './model/template-value.ts';
import type { Rule } from './rule.ts';

const CREATE_GROUP = 'logs:CreateLogGroup';

/** A deny of `logs:CreateLogGroup` for the declared log group of a function is right: the rule `group-creation-allowed` asks for it. */
export const logPermissionDenied: Rule = {
  id: 'log-permission-denied',
  level: 'error',
  summary: 'a function whose role denies writing to its log, or both allows and denies the creation of log groups',
  why: 'A deny takes precedence over every allow. The function runs, but its log lines are lost, or it cannot create its log groups.',
  fix: {
    cdk: 'Remove the deny of logs:PutLogEvents and logs:CreateLogStream. Deny logs:CreateLogGroup only for the log group of the function: FunctionLogging.of(fn).enable() does this.',
    sam: 'In Policies: remove the deny of logs:PutLogEvents and logs:CreateLogStream. Deny logs:CreateLogGroup only for the log group in LoggingConfig.LogGroup.',
    serverless:
      'Remove functions.<name>.disableLogs. In provider.iam.role.statements: remove the deny of logs:PutLogEvents and logs:CreateLogStream. Deny logs:CreateLogGroup only for the log group of the function.',
    cloudformation:
      'In the policies of the role: remove the deny of logs:PutLogEvents and logs:CreateLogStream. Deny logs:CreateLogGroup only for the log group of the function.',
  },
  source:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html',
  examples: {
    wrong: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogGroup: !Ref Logs
    Policies:
      - Statement:
          - Effect: Deny
            Action: logs:*
            Resource: "*"
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
    for (const [role, functions] of functionsByRole(app)) {
      const statements = statementsOf(role);
      const denies = statements.filter(({ effect, conditional }) => effect === 'Deny' && !conditional);
      const problem =
        functions.map((fn) => deniedWrite(fn, denies)).find((found) => found !== undefined) ??
        deniedCreation(statements, denies);
      if (problem !== undefined) yield { resource: role, property: 'Policies', problem };
    }
  },
};

function functionsByRole(app: App): Map<Resource, Resource[]> {
  const functions = new Map<Resource, Resource[]>();
  for (const fn of functionsOf(app)) {
    const role = permissionsOf(fn);
    if (role !== undefined && !isEdgeFunction(fn)) functions.set(role, [...(functions.get(role) ?? []), fn]);
  }
  return functions;
}

/** What Lambda needs to write the log of a function. */
function deniedWrite(fn: Resource, denies: readonly Statement[]): string | undefined {
  const own = ownLogGroup(fn);
  if (own === UNKNOWN) return undefined;
  const declared = own && referencedLogGroup(own, fn);
  const name = declared?.name ?? own ?? createdLogGroupName(fn);
  for (const action of ['logs:PutLogEvents', 'logs:CreateLogStream']) {
    const isDenied = denies.some(
      (deny) =>
        deny.actions.some((pattern) => includesAction(pattern, action)) &&
        deny.resources.some((resource) => includesGroup(resource, name, declared?.resource.id)),
    );
    if (isDenied) return `the role denies ${action}, so the log of ${fn.logicalId} is lost`;
  }
  const createsGroup = own === undefined;
  const isGroupDenied = denies.some(
    (deny) =>
      deny.actions.some((pattern) => includesAction(pattern, CREATE_GROUP)) &&
      deny.resources.some((resource) => includesGroup(resource, name, undefined)),
  );
  if (!createsGroup || !isGroupDenied) return undefined;
  return `the role denies ${CREATE_GROUP}, but ${fn.logicalId} has no log group, and Lambda cannot create it`;
}

/** An allow for log groups other than those of functions, or together with their retention, means that the creation is the job of the
 *  function. Other allows are those of the usual policies, which a deny may restrict. */
function deniedCreation(statements: readonly Statement[], denies: readonly Statement[]): string | undefined {
  const setsRetention = statements.some(
    ({ effect, actions }) => effect === 'Allow' && actions.includes('logs:PutRetentionPolicy'),
  );
  for (const { effect, actions, resources } of statements) {
    if (effect !== 'Allow' || !actions.includes(CREATE_GROUP)) continue;
    for (const allowed of resources) {
      if (!setsRetention && !namesOtherGroups(allowed)) continue;
      const isDenied = denies.some(
        (deny) =>
          deny.actions.some((pattern) => includesAction(pattern, CREATE_GROUP)) &&
          deny.resources.some((denied) => matchesWildcards(resourceText(denied), resourceText(allowed))),
      );
      if (isDenied) return `the role allows ${CREATE_GROUP} for ${showText(allowed)}, and denies it`;
    }
  }
  return undefined;
}

/** Whether a resource of a policy includes the streams of a log group. */
function includesGroup(resource: PartialText, name: PartialText, groupId: string | undefined): boolean {
  if (groupId !== undefined && resource.some((part) => typeof part === 'object' && part.ref === groupId)) return true;
  const pattern = logGroupPattern(resource);
  return pattern !== undefined && matchesWildcards(pattern, `${resourceText(name)}:log-stream:x`);
}

function namesOtherGroups(resource: PartialText): boolean {
  const pattern = logGroupPattern(resource);
  return pattern !== undefined && !pattern.startsWith('*') && !pattern.startsWith('/aws/lambda');
}
