import { type LogLevel as CoreLevel, LEVEL_RANKS, parseLevel } from '../core/levels.ts';

/** The levels of `log`. `warning` is the same as `warn`; capital letters are accepted at run time. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'warning' | 'error';

/** The `level` of a line, in the words of Powertools and Lambda. */
export type LineLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** A threshold of `SILENT` is above every level. */
const RANKS = { ...LEVEL_RANKS, SILENT: Number.POSITIVE_INFINITY };
type Threshold = keyof typeof RANKS;

/** The levels that decide which lines are written, from environment variables. */
export interface Thresholds {
  /** The lowest level that is written. */
  readonly minimum: Threshold;
  /** The lowest level that Lambda sends to CloudWatch Logs (`AWS_LAMBDA_LOG_LEVEL`, from the function's logging
   *  configuration). */
  readonly lambda: CoreLevel;
}

/**
 * The minimum level is the first that is set of `TAILGATE_LOG_LEVEL`, `POWERTOOLS_LOG_LEVEL`, `LOG_LEVEL` and Lambda's log
 * level, and never below Lambda's log level. The default is `INFO`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function readThresholds(environment: NodeJS.ProcessEnv): Thresholds {
  const lambda = parseLevel(environment.AWS_LAMBDA_LOG_LEVEL);
  const configured =
    parseThreshold(environment.TAILGATE_LOG_LEVEL) ??
    parseThreshold(environment.POWERTOOLS_LOG_LEVEL) ??
    parseThreshold(environment.LOG_LEVEL) ??
    lambda ??
    'INFO';
  return {
    minimum: lambda !== undefined && RANKS[lambda] > RANKS[configured] ? lambda : configured,
    lambda: lambda ?? 'TRACE',
  };
}

function parseThreshold(word: string | undefined): Threshold | undefined {
  return word?.toUpperCase() === 'SILENT' ? 'SILENT' : parseLevel(word);
}

/** Whether a level is as severe as `minimum`, or more severe. */
export function isAtLeast(level: Threshold, minimum: Threshold): boolean {
  return RANKS[level] >= RANKS[minimum];
}

/** The level of the line for this level of `log`; an unknown level counts as `info`. */
export function lineLevelFor(level: unknown): LineLevel {
  const known = parseLevel(level) ?? 'INFO';
  if (known === 'TRACE') return 'DEBUG';
  return known === 'FATAL' ? 'ERROR' : known;
}
