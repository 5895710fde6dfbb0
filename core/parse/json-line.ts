import { parseAccessLine } from './access-line.ts';
import { nullForBareUnset } from './bare-unset.ts';
import { parseForgedAccessLine } from './forged-access-line.ts';
import { parseLoggerLine } from './logger-line.ts';
import type { Parsed } from './parsed.ts';
import { parsePlatformEvent } from './platform-event.ts';

/** Reads a line that is one JSON object: of an access log, of Lambda's platform, or of a logger. */
export function parseJsonLine(message: string): Parsed | undefined {
  const fields = parseObject(nullForBareUnset(message));
  if (!fields) return parseForgedAccessLine(message);
  return parsePlatformEvent(fields) ?? parseAccessLine(fields) ?? parseLoggerLine(fields);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
