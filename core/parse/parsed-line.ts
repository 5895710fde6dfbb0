import type { LogLevel } from '../levels.ts';
import type { RecordKind } from '../log-event.ts';

/** The result of parsing a line: the members of a `LogRecord` that its event does not have. */
export interface ParsedLine {
  readonly kind: RecordKind;
  readonly level?: LogLevel | undefined;
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}
