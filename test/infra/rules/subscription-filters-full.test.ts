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
      finds: ['Logs: ${Logs} has 5 subscription filters, and the limit is 5'],
    },
    {
      title: 'more filters than the limit, on a group in another app',
      yaml: filters(3, '!Sub "/aws/lambda/${Stage}-x"'),
      settings: { subscriptionFilters: 2 },
      finds: ['F0: /aws/lambda/${Stage}-x has 3 subscription filters, and the limit is 2'],
    },
  ],
  [
    { title: 'fewer filters than the limit', yaml: filters(4, 'shop') },
    {
      title: 'the same number of filters on two groups',
      yaml: `${filters(4, 'a')}\nG: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: b } }`,
    },
  ],
);
