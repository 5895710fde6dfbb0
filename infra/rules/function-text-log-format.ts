import { functionsOf, isEdgeFunction, logFormat, logLevelsOf } from './model/template-function.ts';
import { valueAt } from './model/template-value.ts';
import type { Rule } from './rule.ts';

export const functionTextLogFormat: Rule = {
  id: 'function-text-log-format',
  level: 'warning',
  summary: 'a function, other than one of Lambda@Edge, that logs text instead of JSON',
  why: 'Lines of text have no level, no request id and no fields to search, and Lambda cannot filter them by level.',
  fix: {
    cdk: "Set loggingFormat: LoggingFormat.JSON, or call FunctionLogging.of(fn).enable(), also for functions that the CDK creates. In an older CDK without loggingFormat: addPropertyOverride('LoggingConfig.LogFormat', 'JSON') on the CfnFunction.",
    sam: 'Set LoggingConfig.LogFormat: JSON of the function, or of all functions in Globals.Function.LoggingConfig.',
    serverless:
      'Set provider.logs.lambda.logFormat: JSON. In version 3, and for functions of the framework itself: LogFormat: JSON in resources.extensions.<Name>LambdaFunction.Properties.LoggingConfig.',
    cloudformation: 'Set LoggingConfig.LogFormat: JSON.',
  },
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html',
  examples: {
    wrong: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogGroup: !Ref Logs`,
    right: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogGroup: !Ref Logs
      LogFormat: JSON`,
  },
  *check(app) {
    for (const resource of functionsOf(app)) {
      // CloudFront keeps replicas of the version before for hours, so `FunctionLogging` changes no Lambda@Edge function.
      if (logFormat(resource) !== 'Text' || isEdgeFunction(resource)) continue;
      // A log level makes it an error, which log-level-without-json finds.
      if (logLevelsOf(resource).length > 0) continue;
      const isDefault = valueAt(resource.properties, 'LoggingConfig', 'LogFormat') === undefined;
      yield {
        resource,
        property: 'LoggingConfig.LogFormat',
        problem: `the log format is Text${isDefault ? ', which is the default' : ''}`,
      };
    }
  },
};
