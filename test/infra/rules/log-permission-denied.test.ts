import { groupCreationAllowed } from '../../../infra/rules/group-creation-allowed.ts';
import { logPermissionDenied } from '../../../infra/rules/log-permission-denied.ts';
import { checkRule } from './check-rule.ts';

const BASIC = '"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"';
const ARN = 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group';
const statement = (effect: string, action: string, resource = '"*"') =>
  `{ Effect: ${effect}, Action: ${action}, Resource: ${resource} }`;
const role = (...statements: string[]) =>
  `Role: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [${BASIC}], Policies: [{ PolicyName: p, PolicyDocument: { Statement: [${statements.join(', ')}] } }] } }`;
/** A function with its own log group. */
const own = (...statements: string[]) => `
A: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, LoggingConfig: { LogGroup: !Ref Logs } } }
Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /shop/a } }
${role(...statements)}`;
/** A function whose log group Lambda creates. */
const created = (...statements: string[]) => `
A: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn } }
${role(...statements)}`;

// IAM: an explicit deny in any policy overrides any allow.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
checkRule(
  logPermissionDenied,
  [
    {
      title: 'a deny of all actions of CloudWatch Logs',
      yaml: own(statement('Deny', '"logs:*"')),
      finds: ['Role: the role denies logs:PutLogEvents, so the log of A is lost'],
    },
    {
      title: 'a deny of new streams for the log group of the function, by its ARN',
      yaml: own(statement('Deny', 'logs:createlogstream', '!GetAtt Logs.Arn')),
      finds: ['Role: the role denies logs:CreateLogStream, so the log of A is lost'],
    },
    {
      title: 'a deny for log groups whose names start like that of the function',
      yaml: own(statement('Deny', 'logs:Put*', `!Sub "${ARN}:/shop/*"`)),
      finds: ['Role: the role denies logs:PutLogEvents, so the log of A is lost'],
    },
    {
      title: 'a deny of the creation of the log group that Lambda has to create',
      yaml: created(statement('Deny', 'logs:CreateLogGroup')),
      finds: ['Role: the role denies logs:CreateLogGroup, but A has no log group, and Lambda cannot create it'],
    },
    {
      title: 'a deny in the policies of a SAM function',
      yaml: `A: { Type: AWS::Serverless::Function, Properties: { Policies: [{ Statement: [${statement('Deny', '"*"')}] }] } }`,
      finds: ['A: the role denies logs:PutLogEvents, so the log of A is lost'],
    },
    {
      title: 'a deny of all creations in the role of a function that creates log groups and sets their retention',
      yaml: own(
        statement('Allow', '[logs:CreateLogGroup, logs:PutRetentionPolicy]'),
        statement('Deny', 'logs:CreateLogGroup'),
      ),
      finds: ['Role: the role allows logs:CreateLogGroup for *, and denies it'],
    },
    {
      title: 'a deny of all creations in the role of a function that may create other log groups',
      yaml: own(
        statement('Allow', 'logs:CreateLogGroup', `!Sub "${ARN}:/audit/*"`),
        statement('Deny', 'logs:CreateLogGroup'),
      ),
      finds: [
        'Role: the role allows logs:CreateLogGroup for arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/audit/*, and denies it',
      ],
    },
  ],
  [
    {
      title: 'the deny of FunctionLogging: the creation of the declared log group of the function',
      yaml: own(
        statement('Allow', '[logs:CreateLogGroup, logs:PutRetentionPolicy]'),
        statement('Deny', 'logs:CreateLogGroup', `[!Sub "${ARN}:/shop/a", !Sub "${ARN}:/shop/a:*"]`),
      ),
    },
    {
      title: 'a deny of all creations in the role of a function with a declared log group and the usual permissions',
      yaml: own(
        statement('Allow', '[logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents]'),
        statement('Deny', 'logs:CreateLogGroup'),
      ),
    },
    { title: 'a deny for other log groups', yaml: own(statement('Deny', '"logs:*"', `!Sub "${ARN}:/audit/*"`)) },
    { title: 'a deny of other actions', yaml: own(statement('Deny', '[logs:DeleteLogGroup, "s3:*"]')) },
    {
      title: 'a deny under a condition',
      yaml: own(
        '{ Effect: Deny, Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }',
      ),
    },
    {
      title: 'a deny of everything except some actions',
      yaml: own('{ Effect: Deny, NotAction: "logs:*", Resource: "*" }'),
    },
    {
      title: 'a deny whose resource is known only at deployment',
      yaml: own(statement('Deny', '"logs:*"', '!Ref Other')),
    },
    {
      title: 'a log group that is known only at deployment, and may exist',
      yaml: `
A: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, LoggingConfig: { LogGroup: !ImportValue logs } } }
${role(statement('Deny', 'logs:CreateLogGroup'))}`,
    },
  ],
);

checkRule(
  groupCreationAllowed,
  [],
  [
    {
      title: 'what log-permission-denied asks for',
      yaml: own(statement('Deny', 'logs:CreateLogGroup', `!Sub "${ARN}:/shop/a*"`)),
    },
  ],
);
