import { invalidAcknowledgement } from '../../../infra/rules/invalid-acknowledgement.ts';
import { checkRule } from './check-rule.ts';

const acknowledging = (items: string) =>
  `Logs: { Type: AWS::Logs::LogGroup, Metadata: { tailgate: { acknowledge: ${items} } } }`;

checkRule(
  invalidAcknowledgement(['log-group-without-retention']),
  [
    {
      title: 'no reason, and a reason of blanks',
      yaml: acknowledging(
        '[{ rule: log-group-without-retention }, { rule: log-group-without-retention, reason: " " }]',
      ),
      finds: [
        'Logs: "log-group-without-retention" is acknowledged without a reason',
        'Logs: "log-group-without-retention" is acknowledged without a reason',
      ],
    },
    {
      title: 'a rule that does not exist, and none at all',
      yaml: acknowledging('[{ rule: no-logs, reason: because }, because]'),
      finds: ['Logs: there is no rule "no-logs" to acknowledge', 'Logs: an acknowledgement names no rule'],
    },
  ],
  [
    {
      title: 'a rule and a reason',
      yaml: acknowledging('[{ rule: log-group-without-retention, reason: "an audit asks for it" }]'),
    },
    { title: 'metadata of somebody else', yaml: 'Logs: { Type: AWS::Logs::LogGroup, Metadata: { tailgate: text } }' },
  ],
);
