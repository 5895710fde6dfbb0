import { invalidAcknowledgement } from '../../../infra/rules/invalid-acknowledgement.ts';
import { checkRule } from './check-rule.ts';

const acknowledging = (items: string) =>
  `Logs: { Type: AWS::Logs::LogGroup, Metadata: { tailgate: { acknowledge: ${items} } } }`;

checkRule(
  invalidAcknowledgement(['log-group-without-retention']),
  [
    {
      title: 'no reason, and a blank reason',
      yaml: acknowledging(
        '[{ rule: log-group-without-retention }, { rule: log-group-without-retention, reason: " " }]',
      ),
      finds: [
        'Logs: "log-group-without-retention" is acknowledged without a reason',
        'Logs: "log-group-without-retention" is acknowledged without a reason',
      ],
    },
    {
      title: 'a rule that does not exist, and no rule',
      yaml: acknowledging('[{ rule: no-logs, reason: because }, because]'),
      finds: ['Logs: the acknowledged rule "no-logs" does not exist', 'Logs: an acknowledgement has no rule'],
    },
  ],
  [
    {
      title: 'a rule and a reason',
      yaml: acknowledging('[{ rule: log-group-without-retention, reason: "an audit asks for it" }]'),
    },
    { title: 'metadata of another tool', yaml: 'Logs: { Type: AWS::Logs::LogGroup, Metadata: { tailgate: text } }' },
  ],
);
