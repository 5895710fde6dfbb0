import { functionsOf, logFormat, logLevelsOf } from './model/template-function.ts';
import type { Rule } from './rule.ts';

export const logLevelWithoutJson: Rule = {
  id: 'log-level-without-json',
  level: 'error',
  summary: 'a log level of a function whose log format is not JSON',
  why: 'Lambda can filter only JSON lines by level. It refuses the function, and the deployment fails.',
  fix: {
    cdk: 'Set loggingFormat: LoggingFormat.JSON, or remove applicationLogLevelV2 and systemLogLevelV2.',
    sam: 'Set LoggingConfig.LogFormat: JSON, or remove ApplicationLogLevel and SystemLogLevel, also from Globals.Function.LoggingConfig.',
    serverless:
      'In resources.extensions.<Name>LambdaFunction.Properties.LoggingConfig: set LogFormat: JSON, or remove ApplicationLogLevel and SystemLogLevel.',
    cloudformation:
      'Set LoggingConfig.LogFormat: JSON, or remove LoggingConfig.ApplicationLogLevel and LoggingConfig.SystemLogLevel.',
  },
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html',
  examples: {
    wrong: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogGroup: !Ref Logs
      ApplicationLogLevel: WARN`,
    right: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogGroup: !Ref Logs
      LogFormat: JSON
      ApplicationLogLevel: WARN`,
  },
  *check(app) {
    for (const resource of functionsOf(app)) {
      if (logFormat(resource) !== 'Text') continue;
      for (const level of logLevelsOf(resource)) {
        yield { resource, property: `LoggingConfig.${level}`, problem: `${level} is set, but the log format is Text` };
      }
    }
  },
};
