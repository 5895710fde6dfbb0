import { parseLevel } from '../levels.ts';
import type { ParsedLine } from './parsed-line.ts';

/** The level is looked for only in the first characters of a line. */
const HEAD_LENGTH = 120;

/** The time that loggers write before the level: ISO 8601 (`T` may be a space, and a comma may begin the fraction), or only the time of
 *  day; both may be in brackets. */
const TIME =
  '\\[?(?:\\d{4}[-/]\\d\\d[-/]\\d\\d[T ])?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?\\]?[ \\t]{1,4}(?:-[ \\t])?';
/** `ERROR …`, `[error] …` or `error: …`, with or without a time before it. A word in lower case needs brackets or a colon. */
const LEADING_LEVEL = new RegExp(
  `^(?:${TIME})?(?:\\[([A-Za-z]{3,13})\\]|([A-Z]{3,13})(?=[ \\t:|-]|$)|([A-Za-z]{3,13}):(?=[ \\t]))`,
);
/** `time="…" level=info msg="…"`: logfmt, which many loggers for Go write. */
const LOGFMT_LEVEL = /(?:^|[ \t])(?:level|lvl|severity)=["']?([A-Za-z]{3,13})\b/;
/** `ValueError: …` or `TypeError [CODE]: …`: an uncaught error. */
const ERROR_NAME =
  /^(?:Uncaught )?(?:[A-Za-z_$][\w$]{0,60}\.){0,8}[A-Z][\w$]{0,60}(?:Error|Exception)(?: \[\w{1,60}\])?(?::|$)/m;

/** Finds the level of a text line of a logger, and of an uncaught error; undefined for a line without a level. The line's text stays
 *  unchanged. */
export function parseLoggerTextLine(message: string): ParsedLine | undefined {
  const head = message.length > HEAD_LENGTH ? message.slice(0, HEAD_LENGTH) : message;
  const match = LEADING_LEVEL.exec(head);
  const level = parseLevel(match?.[1] ?? match?.[2] ?? match?.[3]) ?? parseLevel(LOGFMT_LEVEL.exec(head)?.[1]);
  if (level !== undefined) return { kind: 'text', level };
  return ERROR_NAME.test(head) || head.startsWith('Traceback (most recent call last)')
    ? { kind: 'text', level: 'ERROR' }
    : undefined;
}
