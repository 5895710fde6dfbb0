import { settingPath, stagesOf, stageTitle } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

export const stageWithoutAccessLog: Rule = {
  id: 'stage-without-access-log',
  level: 'error',
  summary: 'a stage of a REST, HTTP or WebSocket API that writes no access log',
  why: 'Without an access log there is no record of who called the API, of the status and of the duration, especially for requests that reach no function.',
  fix: 'Set a log group and a JSON format for the stage: ApiLogging.of(api).enable(), or the access log settings of the stage.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  examples: {
    wrong: `Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: prod`,
    right: `Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"}'
AccessLogs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30`,
  },
  *check(app) {
    for (const stage of stagesOf(app)) {
      if (stage.accessLog !== undefined) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty),
        problem: `${stageTitle(stage)} writes no access log`,
      };
    }
  },
};
