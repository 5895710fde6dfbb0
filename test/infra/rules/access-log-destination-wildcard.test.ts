import { accessLogDestinationWildcard } from '../../../infra/rules/access-log-destination-wildcard.ts';
import { checkRule } from './check-rule.ts';
import { restStage } from './stages.ts';

const LOGS = 'Logs: { Type: AWS::Logs::LogGroup }\n';
const finds = ['Stage: the ARN of the log group ends in :*'];

checkRule(
  accessLogDestinationWildcard,
  [
    {
      title: 'a literal ARN',
      yaml: restStage({ format: 'x', destination: '"arn:aws:logs:eu-west-1:111122223333:log-group:x:*"' }),
      finds,
    },
    {
      title: 'the attribute Arn of a log group, which ends in :*',
      yaml: LOGS + restStage({ format: 'x', destination: '!GetAtt Logs.Arn' }),
      finds,
    },
    {
      title: 'the same attribute in Fn::Sub',
      yaml: LOGS + restStage({ format: 'x', destination: '!Sub "${Logs.Arn}"' }),
      finds,
    },
  ],
  [
    {
      title: 'an ARN that is built from the name',
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
    { title: 'an imported ARN', yaml: restStage({ format: 'x', destination: '!ImportValue logs-arn' }) },
  ],
);
