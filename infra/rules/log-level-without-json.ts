import { functionsOf, logFormat, logLevelsOf } from './model/template-function.ts';
import type { Rule } from './rule.ts';

export const logLevelWithoutJson: Rule = {
  id: 'log-level-without-json',
  level: 'error',
  summary: 'a log level of a function whose log format is not JSON',
  why: 'Lambda can filter only JSON lines by level. It refuses the function, and the deployment fails.',
  fix: 'Set LoggingConfig.LogFormat to JSON, or remove the log levels.',
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
