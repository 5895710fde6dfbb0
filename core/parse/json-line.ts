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

/** Parses a line of the log group of a stage's access log. */
export function parseAccessJson(message: string): ParsedLine | undefined {
  const fields = parseObject(replaceBareUnset(message));
  return fields ? parseAccessJsonLine(fields) : parseAccessInvalidJson(message);
}

/** Parses a line of the log group of a function, which has no access lines. */
export function parseFunctionJson(message: string): ParsedLine | undefined {
  const fields = parseObject(message);
  return fields && (parsePlatformJsonLine(fields) ?? parseLoggerJsonLine(fields));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const fields = JSON.parse(text);
    return hasManyBrackets(text) && isDeeper(fields, MAX_DEPTH) ? undefined : fields;
  } catch {
    return undefined;
  }
}

/** A deeper value is left as text: `JSON.stringify` fails at a depth of about 4,000, which a line of 8 kB can have. */
const MAX_DEPTH = 1000;

/** Whether a text has enough brackets to be too deep. Few lines have, so that few values are searched. */
function hasManyBrackets(text: string): boolean {
  if (text.length < 2 * MAX_DEPTH) return false;
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > MAX_DEPTH) return true;
    }
  }
  return false;
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((member) => isDeeper(member, depth - 1));
}
