import { resourcesOf } from './model/template-app.ts';
import { at } from './model/value.ts';
import type { Rule } from './rule.ts';

export const logGroupNotEncrypted: Rule = {
  id: 'log-group-not-encrypted',
  level: 'error',
  summary: 'a log group without a KMS key of its own, where the settings ask for one (encrypted: true)',
  why: 'With the key of the service nobody can say who may decrypt, or take that right away.',
  fix: 'Set KmsKeyId (in the CDK: encryptionKey) to a key whose policy lets CloudWatch Logs use it.',
  *check(app, { encrypted }) {
    if (!encrypted) return;
    for (const resource of resourcesOf(app, 'AWS::Logs::LogGroup', 'Custom::AdoptedLogGroup')) {
      if (at(resource.properties, 'KmsKeyId') !== undefined) continue;
      yield { resource, property: 'KmsKeyId', problem: 'the log group has no KMS key' };
    }
  },
};
