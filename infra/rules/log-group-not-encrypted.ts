import { resourcesOf } from './model/template-app.ts';
import { valueAt } from './model/template-value.ts';
import type { Rule } from './rule.ts';

export const logGroupNotEncrypted: Rule = {
  id: 'log-group-not-encrypted',
  level: 'error',
  summary: 'a log group without its own KMS key, if the settings require one (encrypted: true)',
  why: 'With the default key of CloudWatch Logs you cannot control or revoke who can decrypt the log events.',
  fix: {
    cdk: 'Set encryptionKey of the LogGroup (or of ApiLogging and FunctionLogging) to a key whose policy allows CloudWatch Logs to use it.',
    sam: 'Set KmsKeyId to a key whose policy allows CloudWatch Logs to use it.',
    serverless:
      'Set resources.extensions.<logical id>.Properties.KmsKeyId to a key whose policy allows CloudWatch Logs to use it. provider.kmsKeyArn does not encrypt log groups.',
    cloudformation: 'Set KmsKeyId to a key whose policy allows CloudWatch Logs to use it.',
  },
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  examples: {
    settings: { encrypted: true },
    wrong: `Logs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30`,
    right: `Logs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30
    KmsKeyId: !GetAtt Key.Arn`,
  },
  *check(app, { encrypted }) {
    if (!encrypted) return;
    for (const resource of resourcesOf(app, 'AWS::Logs::LogGroup', 'Custom::AdoptedLogGroup')) {
      if (valueAt(resource.properties, 'KmsKeyId') !== undefined) continue;
      yield { resource, property: 'KmsKeyId', problem: 'the log group has no KMS key' };
    }
  },
};
