import { functionTextLogFormat } from '../../../infra/rules/function-text-log-format.ts';
import { checkRule } from './check-rule.ts';

checkRule(
  functionTextLogFormat,
  [
    {
      title: 'text by default',
      yaml: 'A: { Type: AWS::Lambda::Function }',
      finds: ['A: the function logs text, which is the default'],
    },
    {
      title: 'text by choice, against the globals',
      yaml: `
Globals: { Function: { LoggingConfig: { LogFormat: JSON } } }
Resources:
  A: { Type: AWS::Serverless::Function, Properties: { LoggingConfig: { LogFormat: Text } } }`,
      finds: ['A: the function logs text'],
    },
  ],
  [
    { title: 'JSON', yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogFormat: JSON } } }' },
    {
      title: 'a format by parameter',
      yaml: 'A: { Type: AWS::Lambda::Function, Properties: { LoggingConfig: { LogFormat: !Ref Format } } }',
    },
  ],
);
