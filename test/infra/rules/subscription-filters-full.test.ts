import { subscriptionFiltersFull } from '../../../infra/rules/subscription-filters-full.ts';
import { checkRule } from './check-rule.ts';

const filters = (count: number, group: string) =>
  Array.from(
    { length: count },
    (_, index) => `F${index}: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: ${group} } }`,
  ).join('\n');

checkRule(
  subscriptionFiltersFull,
  [
    {
      title: 'five filters on a declared group, by reference and by name',
      yaml: `Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: shop } }\n${filters(4, '!Ref Logs')}
ByName: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: shop } }`,
      finds: ['Logs: 5 subscription filters are on ${Logs}, and a group takes 5'],
    },
    {
      title: 'more than a group takes, of a group of elsewhere',
      yaml: filters(3, '!Sub "/aws/lambda/${Stage}-x"'),
      settings: { subscriptionFilters: 2 },
      finds: ['F0: 3 subscription filters are on /aws/lambda/${Stage}-x, and a group takes 2'],
    },
  ],
  [
    { title: 'a place that is free', yaml: filters(4, 'shop') },
    {
      title: 'as many filters on two groups',
      yaml: `${filters(4, 'a')}\nG: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: b } }`,
    },
  ],
);
