import { functionTextLogFormat } from '../../../infra/rules/function-text-log-format.ts';
import { checkRule } from './check-rule.ts';

checkRule(
  functionTextLogFormat,
  [
    {
      title: 'Text by default',
      yaml: 'A: { Type: AWS::Lambda::Function }',
      finds: ['A: the log format is Text, which is the default'],
    },
    {
      title: 'Text that overrides the globals',
      yaml: `
Globals: { Function: { LoggingConfig: { LogFormat: JSON } } }
Resources:
  A: { Type: AWS::Serverless::Function, Properties: { LoggingConfig: { LogFormat: Text } } }`,
      finds: ['A: the log format is Text'],
    },
  ],
  [
    { title: 'JSON', yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogFormat: JSON } } }' },
    {
      title: 'a function of Lambda@Edge, of which CloudFront has replicas',
      yaml: `
A: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn } }
Role:
  Type: AWS::IAM::Role
  Properties: { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: [edgelambda.amazonaws.com] } }] } }`,
    },
    {
      title: 'Text with a log level, which log-level-without-json finds',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { ApplicationLogLevel: WARN } } }',
    },
    {
      title: 'a format from a parameter',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogFormat: !Ref Format } } }',
    },
  ],
);
