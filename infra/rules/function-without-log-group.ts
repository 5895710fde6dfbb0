import { functionsOf, isEdgeFunction, ownLogGroup } from './model/template-function.ts';
import type { Rule } from './rule.ts';

export const functionWithoutLogGroup: Rule = {
  id: 'function-without-log-group',
  level: 'error',
  summary: 'a function, other than one of Lambda@Edge, without its own log group',
  why: 'Lambda creates /aws/lambda/<function> at the first invocation. Its events are kept forever, and it is not deleted with the function.',
  fix: {
    cdk: 'Set logGroup: new LogGroup(this, id, { retention: RetentionDays.ONE_MONTH }), or call FunctionLogging.of(fn).enable(), also for functions that the CDK creates.',
    sam: 'Add an AWS::Logs::LogGroup with RetentionInDays, and set LoggingConfig.LogGroup of the function to it (!Ref).',
    serverless:
      'Remove functions.<name>.disableLogs, and set provider.logRetentionInDays. For a function of the framework itself: in resources.Resources, add an AWS::Logs::LogGroup with RetentionInDays and LogGroupName: /aws/lambda/<name of the function>.',
    cloudformation:
      'Add an AWS::Logs::LogGroup with RetentionInDays, and set LoggingConfig.LogGroup of the function to it (!Ref).',
  },
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html',
  examples: {
    wrong: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogFormat: JSON`,
    right: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogFormat: JSON
      LogGroup: !Ref Logs
Logs:
  Type: AWS::Logs::LogGroup
  Properties:
    RetentionInDays: 30`,
  },
  *check(app) {
    for (const resource of functionsOf(app)) {
      if (ownLogGroup(resource) !== undefined || isEdgeFunction(resource)) continue;
      yield {
        resource,
        property: 'LoggingConfig.LogGroup',
        problem: 'the function writes to the log group that Lambda creates',
      };
    }
  },
};
