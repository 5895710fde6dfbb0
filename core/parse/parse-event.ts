import type { FollowedEvent, LogRecord, LogRole } from '../log-event.ts';
import { parseAccessClfLine } from './access-clf-line.ts';
import { parseExecutionLine } from './execution-line.ts';
import { parseAccessJson, parseFunctionJson, parseJsonLine } from './json-line.ts';
import { parseLoggerTextLine } from './logger-text-line.ts';
import type { ParsedLine } from './parsed-line.ts';
import { parsePlatformTextLine } from './platform-text-line.ts';
import { parseRuntimeTextLine } from './runtime-text-line.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Parses one log event. It never throws, and takes time in proportion to the line's length. A line that no parser recognizes has
 *  the kind `text`, and its message unchanged.
 *
 *  Each family of lines has a parser in a file of its own: `platform-*`, `runtime-*`, `access-*`, `execution-*`, `logger-*`. To add
 *  the format of a logger:
 *  - JSON with other names for the level or the request id: add the names in `logger-json-line.ts`;
 *  - other words for levels: add them in `core/levels.ts`;
 *  - JSON with other names for the message or the error: add the names in `core/render/readable-form.ts`;
 *  - text: extend the expressions in `logger-text-line.ts`, or write a parser that returns undefined for lines of other formats, and
 *    call it in `parseLine`;
 *  - in each case, add real lines with their source to `test/events/`.
 *
 *  @param role of the log group. A line then counts as what its group says: a function can write a line that looks like one of API
 *    Gateway, and a client can choose parts of an access line. Without it, a line counts as what it looks like. */
export function parseEvent(event: FollowedEvent, role?: LogRole): LogRecord {
  const parsed = role === undefined ? parseLine(event.message) : parseLineOf(role, event.message);
  if (!parsed) return { ...event, kind: 'text' };
  const { kind, level, requestId, traceId, fields } = parsed;
  // The members are set one by one, because spreading a second object would double the time for a short line.
  const record: Writable<LogRecord> = { ...event, kind };
  if (level !== undefined) record.level = level;
  if (requestId !== undefined) record.requestId = requestId;
  if (traceId !== undefined) record.traceId = traceId;
  if (fields !== undefined) record.fields = fields;
  return record;
}

function parseLine(message: string): ParsedLine | undefined {
  // The first character is the cheapest test, and most lines are JSON.
  switch (message.charCodeAt(0)) {
    case OPENING_BRACE:
      return parseJsonLine(message);
    case OPENING_PARENTHESIS:
      return parseExecutionLine(message);
    default:
      return (
        parsePlatformTextLine(message) ??
        parseRuntimeTextLine(message) ??
        parseAccessClfLine(message) ??
        parseLoggerTextLine(message)
      );
  }
}

function parseLineOf(role: LogRole, message: string): ParsedLine | undefined {
  const isJson = message.charCodeAt(0) === OPENING_BRACE;
  switch (role) {
    case 'access':
      return isJson ? parseAccessJson(message) : parseAccessClfLine(message);
    case 'execution':
      return parseExecutionLine(message);
    case 'function':
      if (isJson) return parseFunctionJson(message);
      return parsePlatformTextLine(message) ?? parseRuntimeTextLine(message) ?? parseLoggerTextLine(message);
  }
}

const OPENING_BRACE = 0x7b;
const OPENING_PARENTHESIS = 0x28;
