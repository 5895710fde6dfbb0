import { accessLogDestinationWildcard } from '../../../infra/rules/access-log-destination-wildcard.ts';
import { checkRule } from './check-rule.ts';
import { restStage } from './stages.ts';

const LOGS = 'Logs: { Type: AWS::Logs::LogGroup }\n';
const finds = ['Stage: the ARN of the log group ends in :*'];

checkRule(
  accessLogDestinationWildcard,
  [
    {
      title: 'an ARN that is written out',
      yaml: restStage({ format: 'x', destination: '"arn:aws:logs:eu-west-1:111122223333:log-group:x:*"' }),
      finds,
    },
    {
      title: "a log group's attribute, which ends so",
      yaml: LOGS + restStage({ format: 'x', destination: '!GetAtt Logs.Arn' }),
      finds,
    },
    {
      title: 'the same attribute in a text',
      yaml: LOGS + restStage({ format: 'x', destination: '!Sub "${Logs.Arn}"' }),
      finds,
    },
  ],
  [
    {
      title: 'an ARN around the name',
      yaml:
        LOGS +
        restStage({
          format: 'x',
          destination: '!Sub "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Logs}"',
        }),
    },
    {
      title: 'the attribute of another resource',
      yaml: `Stream: { Type: AWS::KinesisFirehose::DeliveryStream }\n${restStage({ format: 'x', destination: '!GetAtt Stream.Arn' })}`,
    },
    { title: 'an ARN by import', yaml: restStage({ format: 'x', destination: '!ImportValue logs-arn' }) },
  ],
);
