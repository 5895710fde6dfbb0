import { httpAccessLogGroupName } from '../../../infra/rules/http-access-log-group-name.ts';
import { checkRule } from './check-rule.ts';
import { httpStage, restStage } from './stages.ts';

const named = (name: string) => `Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: ${name} } }\n`;
const STAGE = httpStage({ format: 'x', destination: '!GetAtt Logs.Arn' });

checkRule(
  httpAccessLogGroupName,
  [
    {
      title: 'a generated name',
      yaml: `Logs: { Type: AWS::Logs::LogGroup }\n${STAGE}`,
      finds: ['Logs: CloudFormation generates the name of the log group'],
    },
    {
      title: 'the name in the Serverless Framework',
      yaml: named('/aws/http-api/shop-dev') + STAGE,
      finds: ['Logs: the name of the log group is /aws/http-api/shop-dev'],
    },
    {
      title: 'a partly known name',
      yaml: named('!Sub "/shop/${Stage}"') + STAGE,
      finds: ['Logs: the name of the log group is /shop/${Stage}'],
    },
    {
      title: 'the name of an adopted log group',
      yaml: `Logs: { Type: Custom::AdoptedLogGroup, Properties: { LogGroupName: shop } }\n${httpStage({ format: 'x', destination: '!Sub "arn:aws:logs:${AWS::Region}:1:log-group:${Logs}"' })}`,
      finds: ['Logs: the name of the log group is shop'],
    },
    {
      title: 'a log group whose name is in the ARN',
      yaml:
        named('shop') + httpStage({ format: 'x', destination: '!Sub "arn:aws:logs:${AWS::Region}:1:log-group:shop"' }),
      finds: ['Logs: the name of the log group is shop'],
    },
  ],
  [
    { title: 'a name with the prefix', yaml: named('!Sub "/aws/vendedlogs/shop-${Stage}"') + STAGE },
    { title: 'a name from a parameter', yaml: named('!Ref Name') + STAGE },
    { title: 'a name that may start with the prefix', yaml: named('!Sub "/aws/${Kind}/shop"') + STAGE },
    {
      title: 'a group of a REST API',
      yaml: named('shop') + restStage({ format: 'x', destination: '!GetAtt Logs.Arn' }),
    },
    { title: 'a group in another app', yaml: httpStage({ format: 'x', destination: '!ImportValue logs' }) },
  ],
);
