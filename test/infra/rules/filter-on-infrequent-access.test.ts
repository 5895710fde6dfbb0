import { filterOnInfrequentAccess } from '../../../infra/rules/filter-on-infrequent-access.ts';
import { checkRule } from './check-rule.ts';

const group = (properties: string) => `Logs: { Type: AWS::Logs::LogGroup, Properties: { ${properties} } }\n`;
const filter = (type: string, name: string) =>
  `F: { Type: "AWS::Logs::${type}", Properties: { LogGroupName: ${name} } }`;

checkRule(
  filterOnInfrequentAccess,
  [
    {
      title: 'a subscription filter, by reference',
      yaml: group('LogGroupClass: INFREQUENT_ACCESS') + filter('SubscriptionFilter', '!Ref Logs'),
      finds: ['F: the class of Logs is INFREQUENT_ACCESS'],
    },
    {
      title: 'a metric filter, by name',
      yaml: group('LogGroupClass: INFREQUENT_ACCESS, LogGroupName: shop') + filter('MetricFilter', 'shop'),
      finds: ['F: the class of Logs is INFREQUENT_ACCESS'],
    },
  ],
  [
    { title: 'a standard group', yaml: group('LogGroupClass: STANDARD') + filter('SubscriptionFilter', '!Ref Logs') },
    {
      title: 'a class from a parameter',
      yaml: group('LogGroupClass: !Ref Class') + filter('MetricFilter', '!Ref Logs'),
    },
    { title: 'a group in another app', yaml: filter('SubscriptionFilter', '/aws/lambda/x') },
  ],
);
