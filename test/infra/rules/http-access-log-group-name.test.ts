import { httpAccessLogGroupName } from '../../../infra/rules/http-access-log-group-name.ts';
import { checkRule } from './check-rule.ts';
import { httpStage, restStage } from './stages.ts';

const named = (name: string) => `Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: ${name} } }\n`;
const STAGE = httpStage({ format: 'x', destination: '!GetAtt Logs.Arn' });

checkRule(
  httpAccessLogGroupName,
  [
    {
      title: 'a name that CloudFormation makes up',
      yaml: `Logs: { Type: AWS::Logs::LogGroup }\n${STAGE}`,
      finds: ['Logs: the group is named by CloudFormation'],
    },
    {
      title: "the Serverless Framework's name",
      yaml: named('/aws/http-api/shop-dev') + STAGE,
      finds: ['Logs: the group is named /aws/http-api/shop-dev'],
    },
    {
      title: 'a name that is known in part',
      yaml: named('!Sub "/shop/${Stage}"') + STAGE,
      finds: ['Logs: the group is named /shop/${Stage}'],
    },
    {
      title: 'a group that the ARN names, not a reference',
      yaml:
        named('shop') + httpStage({ format: 'x', destination: '!Sub "arn:aws:logs:${AWS::Region}:1:log-group:shop"' }),
      finds: ['Logs: the group is named shop'],
    },
  ],
  [
    { title: 'a vended name', yaml: named('!Sub "/aws/vendedlogs/shop-${Stage}"') + STAGE },
    { title: 'a name by parameter', yaml: named('!Ref Name') + STAGE },
    { title: 'a name whose begin may be the right one', yaml: named('!Sub "/aws/${Kind}/shop"') + STAGE },
    {
      title: 'a group of a REST API',
      yaml: named('shop') + restStage({ format: 'x', destination: '!GetAtt Logs.Arn' }),
    },
    { title: 'a group of elsewhere', yaml: httpStage({ format: 'x', destination: '!ImportValue logs' }) },
  ],
);
