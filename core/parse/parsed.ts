import type { LogLevel } from '../levels.ts';
import type { RecordKind } from '../log-event.ts';

/** What a parser understood of a line: all of a record that its event does not say. */
export interface Parsed {
  readonly kind: RecordKind;
  readonly level?: LogLevel | undefined;
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}
