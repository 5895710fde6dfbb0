import { resourcesOf } from './model/template-app.ts';
import { referencedLogGroup } from './model/template-log-group.ts';
import { partialTextAt } from './model/template-text.ts';
import { textAt } from './model/template-value.ts';
import type { Rule } from './rule.ts';

export const filterOnInfrequentAccess: Rule = {
  id: 'filter-on-infrequent-access',
  level: 'error',
  summary: 'a subscription or metric filter on a log group of class INFREQUENT_ACCESS',
  why: 'Log groups of this class do not support filters, and the deployment fails. `logs tail` and Live Tail cannot read them either.',
  fix: {
    cdk: 'Set logGroupClass: LogGroupClass.STANDARD (the class of an existing log group cannot be changed), or remove the filter.',
    sam: 'Set LogGroupClass: STANDARD (the class of an existing log group cannot be changed), or remove the filter.',
    serverless:
      'Set functions.<name>.logs.logGroupClass: standard, or LogGroupClass: STANDARD of a log group in resources.Resources (the class of an existing log group cannot be changed). Or remove the filter.',
    cloudformation:
      'Set LogGroupClass: STANDARD (the class of an existing log group cannot be changed), or remove the filter.',
  },
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html',
  examples: {
    wrong: `Logs:
  Type: AWS::Logs::LogGroup
  Properties:
    LogGroupClass: INFREQUENT_ACCESS
    RetentionInDays: 30
Errors:
  Type: AWS::Logs::MetricFilter
  Properties:
    LogGroupName: !Ref Logs
    FilterPattern: ERROR`,
    right: `Logs:
  Type: AWS::Logs::LogGroup
  Properties:
    LogGroupClass: STANDARD
    RetentionInDays: 30
Errors:
  Type: AWS::Logs::MetricFilter
  Properties:
    LogGroupName: !Ref Logs
    FilterPattern: ERROR`,
  },
  *check(app) {
    for (const filter of resourcesOf(app, 'AWS::Logs::SubscriptionFilter', 'AWS::Logs::MetricFilter')) {
      const group = referencedLogGroup(partialTextAt(filter.properties, 'LogGroupName'), filter);
      if (group === undefined || textAt(group.resource.properties, 'LogGroupClass') !== 'INFREQUENT_ACCESS') continue;
      yield {
        resource: filter,
        property: 'LogGroupName',
        problem: `the class of ${group.resource.logicalId} is INFREQUENT_ACCESS`,
      };
    }
  },
};
