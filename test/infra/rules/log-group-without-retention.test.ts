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
      title: 'a group whose retention is AWS::NoValue',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !Ref "AWS::NoValue" } }',
      finds: ['Logs: the log group has no retention'],
    },
  ],
  [
    {
      title: 'a group with a retention',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 30 } }',
    },
    {
      title: 'a group of class DELIVERY',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupClass: DELIVERY } }',
    },
    {
      title: 'a retention from a parameter',
      yaml: 'Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !Ref Days } }',
    },
  ],
);
