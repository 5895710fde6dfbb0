import { logGroupWithoutRetention } from '../../../infra/rules/log-group-without-retention.ts';
import { checkRule } from './check-rule.ts';

checkRule(
  logGroupWithoutRetention,
  [
    {
      title: 'a group without retention',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup }',
      finds: ['Logs: the log group has no retention'],
    },
    {
      title: 'a group whose retention is taken away',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !Ref "AWS::NoValue" } }',
      finds: ['Logs: the log group has no retention'],
    },
  ],
  [
    { title: 'a bounded group', yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30 } }' },
    {
      title: 'a group that delivers, and keeps nothing for long',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupClass: DELIVERY } }',
    },
    {
      title: 'a retention by parameter',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !Ref Days } }',
    },
  ],
);
