import { LEVEL_RANKS, LOG_LEVELS, type LogLevel } from '../../core/levels.ts';
import { ruleMetadata } from './acknowledgement.ts';
import type { Resource } from './model/template-app.ts';
import { functionsOf, logFormat } from './model/template-function.ts';
import { objectAt, textAt, UNKNOWN } from './model/template-value.ts';
import type { Rule } from './rule.ts';

/** Values that are not levels have the rank -1. */
function levelRankOf(level: string): number {
  return LOG_LEVELS.indexOf(level.toUpperCase() as LogLevel);
}

export const debugLinesDropped: Rule = {
  id: 'debug-lines-dropped',
  level: 'error',
  summary: 'debug lines that a function buffers, samples or writes, but that Lambda drops',
  why: "Lambda drops lines below the function's ApplicationLogLevel, including buffered lines that are written after a failure.",
  fix: {
    cdk: 'Set applicationLogLevelV2: ApplicationLogLevel.DEBUG: Lambda then keeps all lines, and POWERTOOLS_LOG_LEVEL decides which lines the logger writes. Or call FunctionLogging.of(fn).enable({ debugBuffer: true }).',
    sam: 'Set LoggingConfig.ApplicationLogLevel: DEBUG: Lambda then keeps all lines, and POWERTOOLS_LOG_LEVEL decides which lines the logger writes.',
    serverless:
      'Set functions.<name>.logs.applicationLogLevel: DEBUG (version 3: resources.extensions.<Name>LambdaFunction.Properties.LoggingConfig): Lambda then keeps all lines, and POWERTOOLS_LOG_LEVEL decides which lines the logger writes.',
    cloudformation:
      'Set LoggingConfig.ApplicationLogLevel: DEBUG: Lambda then keeps all lines, and POWERTOOLS_LOG_LEVEL decides which lines the logger writes.',
  },
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html',
  examples: {
    wrong: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogFormat: JSON
    Environment:
      Variables:
        POWERTOOLS_LOG_LEVEL: DEBUG`,
    right: `Function:
  Type: AWS::Serverless::Function
  Properties:
    LoggingConfig:
      LogFormat: JSON
      ApplicationLogLevel: DEBUG
    Environment:
      Variables:
        POWERTOOLS_LOG_LEVEL: DEBUG`,
  },
  *check(app) {
    for (const resource of functionsOf(app)) {
      // Lambda does not filter lines of text.
      if (logFormat(resource) !== 'JSON') continue;
      const level = textAt(resource.properties, 'LoggingConfig', 'ApplicationLogLevel') ?? 'INFO';
      const source = level === UNKNOWN ? undefined : debugLineSource(resource, levelRankOf(level));
      if (level === UNKNOWN || source === undefined) continue;
      yield {
        resource,
        property: 'LoggingConfig.ApplicationLogLevel',
        problem: `${source}, but Lambda drops lines below ${level}`,
      };
    }
  },
};

/** The setting that produces debug lines, if lines below the rank `minimum` are dropped. */
function debugLineSource(resource: Resource, minimum: number): string | undefined {
  if (minimum <= LEVEL_RANKS.DEBUG) return undefined;
  if (ruleMetadata(resource, 'debugBuffer') === true) return 'the function buffers debug lines';
  const variables = objectAt(resource.properties, 'Environment', 'Variables');
  if (variables === UNKNOWN || variables === undefined) return undefined;
  for (const name of Object.keys(variables)) {
    const value = textAt(variables, name);
    if (typeof value !== 'string') continue;
    if (/LOG_?BUFFER/i.test(name) && !/^(|0|false|off|no)$/i.test(value)) return `${name} buffers debug lines`;
    if (name === 'POWERTOOLS_LOGGER_SAMPLE_RATE' && Number(value) > 0) return `${name} samples debug lines`;
    if (name === 'POWERTOOLS_LOG_LEVEL' && isBelow(value, minimum)) return `${name} is ${value}`;
  }
  return undefined;
}

function isBelow(level: string, minimum: number): boolean {
  const rank = levelRankOf(level);
  return rank >= 0 && rank < minimum;
}
