import { parseAccessInvalidJson, replaceBareUnset } from './access-invalid-json.ts';
import { parseAccessJsonLine } from './access-json-line.ts';
import { parseLoggerJsonLine } from './logger-json-line.ts';
import type { ParsedLine } from './parsed-line.ts';
import { parsePlatformJsonLine } from './platform-json-line.ts';

/** Parses a line that is one JSON object: of the Lambda platform, of an access log, or of a logger. */
export function parseJsonLine(message: string): ParsedLine | undefined {
  const fields = parseObject(replaceBareUnset(message));
  if (!fields) return parseAccessInvalidJson(message);
  return parsePlatformJsonLine(fields) ?? parseAccessJsonLine(fields) ?? parseLoggerJsonLine(fields);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
