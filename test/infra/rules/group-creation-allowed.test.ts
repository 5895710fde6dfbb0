import { groupCreationAllowed } from '../../../infra/rules/group-creation-allowed.ts';
import { checkRule } from './check-rule.ts';

const FUNCTION =
  'A: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, LoggingConfig: { LogGroup: !Ref Logs } } }\nLogs: { Type: AWS::Logs::LogGroup }';
const BASIC = '"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"';
const role = (properties: string) => `${FUNCTION}\nRole: { Type: AWS::IAM::Role, Properties: { ${properties} } }`;
const inline = (effect: string, action: string, resource = '"*"') =>
  `Policies: [{ PolicyName: p, PolicyDocument: { Statement: { Effect: ${effect}, Action: ${action}, Resource: ${resource} } } }]`;

checkRule(
  groupCreationAllowed,
  [
    {
      title: 'the managed policy that the CDK attaches',
      yaml: role(
        'ManagedPolicyArns: [!Sub "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]',
      ),
      finds: ['Role: AWSLambdaBasicExecutionRole allows A to create log groups'],
    },
    {
      title: 'the action itself, and a wildcard that includes it',
      yaml: role(inline('Allow', '[logs:PutLogEvents, "logs:create*"]')),
      finds: ['Role: the action logs:create* allows A to create log groups'],
    },
    {
      title: 'the statement of the Serverless Framework',
      yaml: role(
        inline(
          'Allow',
          '[logs:CreateLogStream, logs:CreateLogGroup]',
          '[!Sub "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/shop-dev*:*"]',
        ),
      ),
      finds: ['Role: the action logs:CreateLogGroup allows A to create log groups'],
    },
    {
      title: 'a single resource with references',
      yaml: role(inline('Allow', 'logs:CreateLogGroup', '!Sub "arn:${AWS::Partition}:logs:${AWS::Region}:*"')),
      finds: ['Role: the action logs:CreateLogGroup allows A to create log groups'],
    },
    {
      title: 'a policy that is attached to the role',
      yaml: `${role('Path: /')}
Policy:
  Type: AWS::IAM::Policy
  Properties: { Roles: [!Ref Role], PolicyDocument: { Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] } }`,
      finds: ['Role: the action * allows A to create log groups'],
    },
    {
      title: 'the role that SAM creates',
      yaml: `
A: { Type: AWS::Serverless::Function, Properties: { LoggingConfig: { LogGroup: !Ref Logs }, Policies: [S3ReadPolicy] } }
Logs: { Type: AWS::Logs::LogGroup }`,
      finds: ['A: AWSLambdaBasicExecutionRole, which SAM attaches, allows A to create log groups'],
    },
  ],
  [
    { title: 'a deny', yaml: role(`ManagedPolicyArns: [${BASIC}], ${inline('Deny', 'logs:CreateLogGroup')}`) },
    {
      title: 'a deny in the policies of a SAM function',
      yaml: `
A:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig: { LogGroup: !Ref Logs }
    Policies: [{ Statement: [{ Effect: Deny, Action: logs:CreateLogGroup, Resource: "*" }] }]`,
    },
    {
      title: 'a function of Lambda@Edge, whose replicas create their log groups in other regions',
      yaml: role(
        `ManagedPolicyArns: [${BASIC}], AssumeRolePolicyDocument: { Statement: { Principal: { Service: edgelambda.amazonaws.com } } }`,
      ),
    },
    {
      title: 'a log group that the template does not declare: the function may have to create it',
      yaml: `A: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, LoggingConfig: { LogGroup: x } } }
Role: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [${BASIC}] } }`,
    },
    {
      title: 'a log group with the default name, which the role cannot name',
      yaml: `A: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn } }
Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "/aws/lambda/\${A}" } }
Role: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [${BASIC}] } }`,
    },
    {
      title: 'a function without its own log group, which needs the permission',
      yaml: `A: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn } }
Role: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [${BASIC}] } }`,
    },
    { title: 'only the permission to write', yaml: role(inline('Allow', '[logs:CreateLogStream, logs:PutLogEvents]')) },
    {
      title: 'permissions for other log groups',
      yaml: role(
        inline(
          'Allow',
          'logs:CreateLogGroup',
          '!Sub "arn:aws:logs:${AWS::Region}:1:log-group:API-Gateway-Execution-Logs_*"',
        ),
      ),
    },
    {
      title: 'a role in another app',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { Role: !ImportValue role, LoggingConfig: { LogGroup: x } } }',
    },
  ],
);
