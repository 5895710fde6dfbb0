import { functionWithoutLogGroup } from '../../../infra/rules/function-without-log-group.ts';
import { checkRule } from './check-rule.ts';

const problem = 'the function writes to the group that Lambda makes for it';

checkRule(
  functionWithoutLogGroup,
  [
    {
      title: 'a function without, and one whose logging names none',
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
  ],
  [
    {
      title: 'a group of its own',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogGroup: !Ref Logs } } }',
    },
    {
      title: 'a declared group of the name that Lambda takes, as the Serverless Framework does',
      yaml: `
A: { Type: AWS::Lambda::Function, Properties: { FunctionName: shop-dev-a } }
Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/shop-dev-a } }`,
    },
    {
      title: 'such a group by reference to the function, and by a name in parts',
      yaml: `
A: { Type: AWS::Serverless::Function }
LogsA: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "/aws/lambda/\${A}" } }
B: { Type: AWS::Serverless::Function, Properties: { FunctionName: !Sub "\${AWS::StackName}-b" } }
LogsB: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Join ["", [/aws/, lambda/, !Ref AWS::StackName, "", -b]] } }`,
    },
    {
      title: 'logging that only the deployment knows',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: !If [C, { LogGroup: x }, !Ref AWS::NoValue] } }',
    },
    {
      title: 'a function whose group the globals of SAM name',
      yaml: `
Globals: { Function: { LoggingConfig: { LogGroup: shop } } }
Resources:
  A: { Type: AWS::Serverless::Function }`,
    },
  ],
);
