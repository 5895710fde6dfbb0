import { functionWithoutLogGroup } from '../../../infra/rules/function-without-log-group.ts';
import { checkRule } from './check-rule.ts';

const problem = 'the function writes to the log group that Lambda creates';

checkRule(
  functionWithoutLogGroup,
  [
    {
      title: 'functions without LoggingConfig, and without LogGroup',
      yaml: 'A: { Type: AWS::Lambda::Function }\nB: { Type: AWS::Serverless::Function, Properties: { LoggingConfig: { LogFormat: JSON } } }',
      finds: [`A: ${problem}`, `B: ${problem}`],
    },
    {
      title: 'a declared group of another function',
      yaml: `
A: { Type: AWS::Lambda::Function, Properties: { FunctionName: a } }
Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/ab } }`,
      finds: [`A: ${problem}`],
    },
    {
      title: 'a configured name with the name of the stack, which no group has: Lambda creates it',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogGroup: !Sub "/aws/lambda/${AWS::StackName}" } } }',
      finds: [`A: ${problem}`],
    },
    {
      title: 'the custom resource of logRetention without a retention',
      yaml: `
A: { Type: AWS::Lambda::Function }
R: { Type: Custom::LogRetention, Properties: { LogGroupName: !Sub "/aws/lambda/\${A}" } }`,
      finds: [`A: ${problem}`],
    },
  ],
  [
    {
      title: 'a configured log group',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogGroup: !Ref Logs } } }',
    },
    {
      title: 'a configured name with the name of the stack, which a group has',
      yaml: `
A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogGroup: !Sub "/aws/lambda/\${AWS::StackName}" } } }
Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "/aws/lambda/\${AWS::StackName}" } }`,
    },
    {
      title: 'a configured name that another stack can declare',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogGroup: /shared/logs } } }',
    },
    {
      title: 'a declared group with the default name, as in the Serverless Framework',
      yaml: `
A: { Type: AWS::Lambda::Function, Properties: { FunctionName: shop-dev-a } }
Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/shop-dev-a } }`,
    },
    {
      title: 'declared groups whose names are built with Fn::Sub and Fn::Join',
      yaml: `
A: { Type: AWS::Serverless::Function }
LogsA: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "/aws/lambda/\${A}" } }
B: { Type: AWS::Serverless::Function, Properties: { FunctionName: !Sub "\${AWS::StackName}-b" } }
LogsB: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Join ["", [/aws/, lambda/, !Ref AWS::StackName, "", -b]] } }`,
    },
    {
      title: 'a group to which logRetention of the CDK gives a retention',
      yaml: `
A: { Type: AWS::Lambda::Function }
R: { Type: Custom::LogRetention, Properties: { LogGroupName: !Sub "/aws/lambda/\${A}", RetentionInDays: 7 } }`,
    },
    {
      title: 'a function of Lambda@Edge, whose replicas create their log groups',
      yaml: `
A: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn } }
Role:
  Type: AWS::IAM::Role
  Properties: { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: [edgelambda.amazonaws.com] } }] } }`,
    },
    {
      title: 'a LoggingConfig that is known only at deployment',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: !If [C, { LogGroup: x }, !Ref AWS::NoValue] } }',
    },
    {
      title: 'a log group in the globals of SAM',
      yaml: `
Globals: { Function: { LoggingConfig: { LogGroup: shop } } }
Resources:
  A: { Type: AWS::Serverless::Function }`,
    },
  ],
);
