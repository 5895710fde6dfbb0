import { LEVEL_RANKS, type LogLevel } from './levels.ts';
import type { LogRecord } from './log-event.ts';

/** Which records to show. A record must meet all conditions. */
export interface RecordFilter {
  /** The message matches at least one of these. */
  readonly grep?: readonly RegExp[] | undefined;
  /** The message matches none of these. */
  readonly exclude?: readonly RegExp[] | undefined;
  /** The minimum level. A record without a level counts as INFO. */
  readonly level?: LogLevel | undefined;
  /** Whether to show the lines of the Lambda platform (START, END, REPORT, INIT_START). Reports of failures are always shown: no
   *  other line says that a function exited or timed out. @default true */
  readonly platform?: boolean | undefined;
}

const PLATFORM_KINDS: ReadonlySet<string> = new Set(['function.start', 'function.end', 'function.report']);

/** @returns a predicate for records, or undefined when all are shown. */
export function recordFilter({
  grep = [],
  exclude = [],
  level,
  platform = true,
}: RecordFilter): ((record: LogRecord) => boolean) | undefined {
  const minimum = LEVEL_RANKS[level ?? 'TRACE'];
  if (grep.length === 0 && exclude.length === 0 && minimum === 0 && platform) return undefined;
  return (record) =>
    (platform || !PLATFORM_KINDS.has(record.kind) || isFailedReport(record)) &&
    LEVEL_RANKS[record.level ?? 'INFO'] >= minimum &&
    (grep.length === 0 || grep.some((expression) => expression.test(record.message))) &&
    !exclude.some((expression) => expression.test(record.message));
}

function isFailedReport({ kind, level }: LogRecord): boolean {
  return kind === 'function.report' && level === 'ERROR';
}
