import { type LogLevel as CoreLevel, LEVEL_SEVERITY, parseLevel } from '../core/levels.ts';

/** The levels that a function logs at; `warning` is `warn`. In capitals they are the same. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'warning' | 'error';

/** How severe a line is, as Powertools and Lambda write it. */
export type Severity = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** A threshold of `SILENT` is above every level. */
const RANKS = { ...LEVEL_SEVERITY, SILENT: Number.POSITIVE_INFINITY };
type Threshold = keyof typeof RANKS;

/** Which lines are written, as the environment says. */
export interface Thresholds {
  /** The least level that is written. */
  readonly minimum: Threshold;
  /** The least level that Lambda lets through (`AWS_LAMBDA_LOG_LEVEL`, set in the function's logging configuration). */
  readonly lambda: CoreLevel;
}

/**
 * The minimum is `TAILGATE_LOG_LEVEL`, `POWERTOOLS_LOG_LEVEL` or `LOG_LEVEL`, in this order, and never below Lambda's own; `INFO`
 * without any.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function thresholds(environment: NodeJS.ProcessEnv): Thresholds {
  const lambda = parseLevel(environment.AWS_LAMBDA_LOG_LEVEL);
  const own =
    threshold(environment.TAILGATE_LOG_LEVEL) ??
    threshold(environment.POWERTOOLS_LOG_LEVEL) ??
    threshold(environment.LOG_LEVEL) ??
    lambda ??
    'INFO';
  return { minimum: lambda !== undefined && RANKS[lambda] > RANKS[own] ? lambda : own, lambda: lambda ?? 'TRACE' };
}

function threshold(word: string | undefined): Threshold | undefined {
  return word?.toUpperCase() === 'SILENT' ? 'SILENT' : parseLevel(word);
}

export function isAtLeast(level: Threshold, least: Threshold): boolean {
  return RANKS[level] >= RANKS[least];
}

/** The severity of a line that is logged at this level; a level that is none counts as `info`. */
export function severityOf(level: unknown): Severity {
  const known = parseLevel(level) ?? 'INFO';
  if (known === 'TRACE') return 'DEBUG';
  return known === 'FATAL' ? 'ERROR' : known;
}
