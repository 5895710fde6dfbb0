import { parseAccessLine } from './access-line.ts';
import { parseForgedAccessLine } from './forged-access-line.ts';
import { parseLoggerLine } from './logger-line.ts';
import type { Parsed } from './parse-event.ts';
import { parsePlatformEvent } from './platform-event.ts';

/** Reads a line that is one JSON object: of an access log, of Lambda's platform, or of a logger. */
export function parseJsonLine(message: string): Parsed | undefined {
  const fields = parseObject(message.includes('":-') ? message.replace(BARE_UNSET, '$1null') : message);
  if (!fields) return parseForgedAccessLine(message);
  return parsePlatformEvent(fields) ?? parseAccessLine(fields) ?? parseLoggerLine(fields);
}

/** A variable that brings its own quotes (`$context.error.messageString`) prints a bare `-` when it is unset. No JSON that
 *  is valid has this: a quote inside of a string would have a backslash before it. */
const BARE_UNSET = /([{,]"\w{1,64}":)-(?=[,}])/g;

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
