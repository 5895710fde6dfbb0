import { logGroupNotEncrypted } from '../../../infra/rules/log-group-not-encrypted.ts';
import { checkRule } from './check-rule.ts';

const settings = { encrypted: true };

checkRule(
  logGroupNotEncrypted,
  [
    {
      title: 'groups without a key, if the settings require one',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup }\nAdopted: { Type: Custom::AdoptedLogGroup, Properties: {} }',
      settings,
      finds: ['Logs: the log group has no KMS key', 'Adopted: the log group has no KMS key'],
    },
  ],
  [
    { title: 'groups without a key by default', yaml: 'Logs: { Type: AWS::Logs::LogGroup }' },
    {
      title: 'groups with a key',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { KmsKeyId: !If [A, !GetAtt Key.Arn, !Ref "AWS::NoValue"] } }',
      settings,
    },
  ],
);
