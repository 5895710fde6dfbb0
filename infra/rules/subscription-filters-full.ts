import { textKey } from '../../core/template/unknown-value.ts';
import { type Resource, resourcesOf } from './model/template-app.ts';
import { referencedLogGroup } from './model/template-log-group.ts';
import { partialTextAt, showText } from './model/template-text.ts';
import type { Rule } from './rule.ts';

export const subscriptionFiltersFull: Rule = {
  id: 'subscription-filters-full',
  level: 'warning',
  summary: 'a log group that has reached its limit of subscription filters',
  why: 'Nothing else can subscribe to the log group, such as the index of API calls or another tool. One more filter makes the deployment fail.',
  fix: {
    cdk: 'Keep one SubscriptionFilter, to a Kinesis stream (KinesisDestination) that all consumers read. If the quota of the account is higher, set subscriptionFilters under rules in tailgate.yaml.',
    sam: 'Keep one AWS::Logs::SubscriptionFilter or event of type CloudWatchLogs, and let it send to a Kinesis stream that all consumers read. If the quota of the account is higher, set subscriptionFilters under rules in tailgate.yaml.',
    serverless:
      'Keep one cloudwatchLog event, or one AWS::Logs::SubscriptionFilter in resources.Resources to a Kinesis stream that all consumers read. If the quota of the account is higher, set subscriptionFilters under rules in tailgate.yaml.',
    cloudformation:
      'Keep one AWS::Logs::SubscriptionFilter, to a Kinesis stream that all consumers read (DestinationArn). If the quota of the account is higher, set subscriptionFilters under rules in tailgate.yaml.',
  },
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html',
  examples: {
    settings: { subscriptionFilters: 2 },
    wrong: `Logs:
  Type: AWS::Logs::LogGroup
Index:
  Type: AWS::Logs::SubscriptionFilter
  Properties:
    LogGroupName: !Ref Logs
    DestinationArn: !GetAtt IndexTarget.Arn
    FilterPattern: ""
Archive:
  Type: AWS::Logs::SubscriptionFilter
  Properties:
    LogGroupName: !Ref Logs
    DestinationArn: !GetAtt ArchiveTarget.Arn
    FilterPattern: ""`,
    right: `Logs:
  Type: AWS::Logs::LogGroup
Shared:
  Type: AWS::Logs::SubscriptionFilter
  Properties:
    LogGroupName: !Ref Logs
    DestinationArn: !GetAtt SharedTarget.Arn
    FilterPattern: ""`,
  },
  *check(app, { subscriptionFilters }) {
    for (const filters of filtersByGroup(resourcesOf(app, 'AWS::Logs::SubscriptionFilter'))) {
      const [first] = filters;
      if (first === undefined || filters.length < subscriptionFilters) continue;
      const name = partialTextAt(first.properties, 'LogGroupName') ?? [];
      yield {
        resource: referencedLogGroup(name, first)?.resource ?? first,
        property: 'LogGroupName',
        problem: `${showText(name)} has ${filters.length} subscription filters, and the limit is ${subscriptionFilters}`,
      };
    }
  },
};

function filtersByGroup(filters: readonly Resource[]): Iterable<Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const filter of filters) {
    const name = partialTextAt(filter.properties, 'LogGroupName');
    if (name === undefined) continue;
    const declared = referencedLogGroup(name, filter)?.resource.id;
    // References in a name are valid only in their own stack.
    const key = `${filter.stack.name} ${declared ?? textKey(name)}`;
    groups.set(key, [...(groups.get(key) ?? []), filter]);
  }
  return groups.values();
}
