import type { FollowedEvent, LogRecord } from '../log-event.ts';
import { parseExecutionLine } from './execution-line.ts';
import { parseJsonLine } from './json-line.ts';
import { parseLambdaLine } from './lambda-line.ts';

/** What a parser understood of a line: all of a record that its event does not say. */
export type Parsed = Pick<LogRecord, 'kind' | 'level' | 'requestId' | 'traceId' | 'fields'>;

/** Understands one log event. Never throws; a line that no parser knows stays as it is, of kind `text`. */
export function parseEvent(event: FollowedEvent): LogRecord {
  const message = event.message;
  const parsed =
    (message.charCodeAt(0) === OPENING_BRACE ? parseJsonLine(message) : undefined) ??
    (message.charCodeAt(0) === OPENING_PARENTHESIS ? parseExecutionLine(message) : undefined) ??
    parseLambdaLine(message);
  return { ...event, ...(parsed ?? { kind: 'text' }) };
}

const OPENING_BRACE = 0x7b;
const OPENING_PARENTHESIS = 0x28;
