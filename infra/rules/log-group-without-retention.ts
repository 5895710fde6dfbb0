import { logGroupsOf } from './model/template-log-group.ts';
import { textAt, valueAt } from './model/template-value.ts';
import type { Rule } from './rule.ts';

export const logGroupWithoutRetention: Rule = {
  id: 'log-group-without-retention',
  level: 'error',
  summary: 'a log group that keeps its events forever',
  why: 'Storage costs grow every month, and personal data is never deleted.',
  fix: {
    cdk: 'Set retention: RetentionDays.ONE_MONTH on the LogGroup (CfnLogGroup: retentionInDays).',
    sam: 'Set RetentionInDays, for example to 30.',
    serverless:
      'Set provider.logRetentionInDays, for example to 30. For a log group in resources.Resources: RetentionInDays.',
    cloudformation: 'Set RetentionInDays, for example to 30.',
  },
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html',
  examples: {
    wrong: `Logs:
  Type: AWS::Logs::LogGroup`,
    right: `Logs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30`,
  },
  *check(app) {
    for (const { resource } of logGroupsOf(app)) {
      // Groups of class DELIVERY always keep their events for one day.
      if (textAt(resource.properties, 'LogGroupClass') === 'DELIVERY') continue;
      if (valueAt(resource.properties, 'RetentionInDays') !== undefined) continue;
      yield { resource, property: 'RetentionInDays', problem: 'the log group has no retention' };
    }
  },
};
