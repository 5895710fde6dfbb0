import type { FollowedEvent, LogRecord } from '../log-event.ts';
import { parseCommonLogLine } from './common-log-line.ts';
import { parseConsoleLine } from './console-line.ts';
import { parseExecutionLine } from './execution-line.ts';
import { parseJsonLine } from './json-line.ts';
import type { Parsed } from './parsed.ts';
import { parsePlainLine } from './plain-line.ts';
import { parsePlatformLine } from './platform-line.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Understands one log event. Never throws, and takes time in proportion to the line's length; a line that no parser knows
 *  stays as it is, of kind `text`. */
export function parseEvent(event: FollowedEvent): LogRecord {
  const parsed = parseLine(event.message);
  if (!parsed) return { ...event, kind: 'text' };
  const { kind, level, requestId, traceId, fields } = parsed;
  // One by one: spreading a second object costs as much as all the rest of a short line.
  const record: Writable<LogRecord> = { ...event, kind };
  if (level !== undefined) record.level = level;
  if (requestId !== undefined) record.requestId = requestId;
  if (traceId !== undefined) record.traceId = traceId;
  if (fields !== undefined) record.fields = fields;
  return record;
}

function parseLine(message: string): Parsed | undefined {
  // Parsers that can be told by the first character come first; JSON lines are most of all lines.
  switch (message.charCodeAt(0)) {
    case OPENING_BRACE:
      return parseJsonLine(message);
    case OPENING_PARENTHESIS:
      return parseExecutionLine(message);
    default:
      return (
        parsePlatformLine(message) ??
        parseConsoleLine(message) ??
        parseCommonLogLine(message) ??
        parsePlainLine(message)
      );
  }
}

const OPENING_BRACE = 0x7b;
const OPENING_PARENTHESIS = 0x28;
