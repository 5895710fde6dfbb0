import { parseLevel } from '../levels.ts';
import type { Parsed } from './parsed.ts';

/** No level stands further from a line's beginning than this. */
const HEAD_LENGTH = 120;

/** A time as loggers write it before the level: ISO 8601, with a blank, a comma or a bracket, or a clock alone. */
const TIME =
  '\\[?(?:\\d{4}[-/]\\d\\d[-/]\\d\\d[T ])?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?\\]?[ \\t]{1,4}(?:-[ \\t])?';
/** `ERROR …`, `[error] …`, `error: …`, `<3> …`, with or without a time before; a lower-case word needs a mark after it. */
const LEADING = new RegExp(
  `^(?:${TIME})?(?:\\[([A-Za-z]{3,13})\\]|([A-Z]{3,13})(?=[ \\t:|-]|$)|([A-Za-z]{3,13}):(?=[ \\t]))`,
);
/** `time="…" level=info msg="…"`: logfmt, as Go's loggers write it. */
const LOGFMT = /(?:^|[ \t])(?:level|lvl|severity)=["']?([A-Za-z]{3,13})\b/;
/** `ValueError: …` or `TypeError [CODE]: …`: an error that nobody caught. */
const ERROR_NAME =
  /^(?:Uncaught )?(?:[A-Za-z_$][\w$]{0,60}\.){0,8}[A-Z][\w$]{0,60}(?:Error|Exception)(?: \[\w{1,60}\])?(?::|$)/m;

/** Finds the level of a plain line; its text stays as it is. Undefined when it tells none. */
export function parsePlainLine(message: string): Parsed | undefined {
  const head = message.length > HEAD_LENGTH ? message.slice(0, HEAD_LENGTH) : message;
  const match = LEADING.exec(head);
  const level = parseLevel(match?.[1] ?? match?.[2] ?? match?.[3]) ?? parseLevel(LOGFMT.exec(head)?.[1]);
  if (level !== undefined) return { kind: 'text', level };
  return ERROR_NAME.test(head) || head.startsWith('Traceback (most recent call last)')
    ? { kind: 'text', level: 'ERROR' }
    : undefined;
}
