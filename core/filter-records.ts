import { LEVEL_SEVERITY, type LogLevel } from './levels.ts';
import type { LogRecord } from './log-event.ts';

/** What is shown of the records that were read; all of it must hold. */
export interface RecordFilter {
  /** At least one of these is found in the message. */
  readonly grep?: readonly RegExp[] | undefined;
  /** None of these is found in the message. */
  readonly exclude?: readonly RegExp[] | undefined;
  /** Lines that are less severe are left out; one that tells no level counts as INFO. */
  readonly level?: LogLevel | undefined;
  /** False leaves out what Lambda itself writes (START, END, REPORT, INIT_START), unless it tells of a failure: of an exit or a
   *  timeout nothing else does. @default true */
  readonly platform?: boolean | undefined;
}

const PLATFORM_KINDS: ReadonlySet<string> = new Set(['function.start', 'function.end', 'function.report']);

/** Makes the test for a record; undefined when everything is shown. */
export function recordFilter({
  grep = [],
  exclude = [],
  level,
  platform = true,
}: RecordFilter): ((record: LogRecord) => boolean) | undefined {
  const minimum = LEVEL_SEVERITY[level ?? 'TRACE'];
  if (grep.length === 0 && exclude.length === 0 && minimum === 0 && platform) return undefined;
  return (record) =>
    (platform || !PLATFORM_KINDS.has(record.kind) || isFailedReport(record)) &&
    LEVEL_SEVERITY[record.level ?? 'INFO'] >= minimum &&
    (grep.length === 0 || grep.some((expression) => expression.test(record.message))) &&
    !exclude.some((expression) => expression.test(record.message));
}

function isFailedReport({ kind, level }: LogRecord): boolean {
  return kind === 'function.report' && level === 'ERROR';
}
