/** The forms in which log events are answered. */
export type LogFormat = 'text' | 'json' | 'events';

/** Media types by form; of equals, the earlier one wins. */
const OFFERED: readonly (readonly [string, LogFormat])[] = [
  ['text/plain', 'text'],
  ['application/json', 'json'],
  ['application/x-ndjson', 'json'],
  ['text/event-stream', 'events'],
];

export const CONTENT_TYPES: Readonly<Record<LogFormat, string>> = {
  text: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
  events: 'text/event-stream; charset=utf-8',
};

interface Range {
  readonly type: string;
  /** 0 to 1; 0 means not acceptable. */
  readonly weight: number;
}

/** Chooses the form that an Accept header prefers; text where it names none that there is.
 *  @see https://www.rfc-editor.org/rfc/rfc9110#name-accept */
export function negotiate(accept: string | undefined): LogFormat {
  const ranges = (accept ?? '').split(',').flatMap((part) => rangeOf(part) ?? []);
  let best: LogFormat = 'text';
  let most = 0;
  for (const [type, format] of OFFERED) {
    const weight = weightOf(type, ranges);
    if (weight > most) [best, most] = [format, weight];
  }
  return best;
}

function rangeOf(part: string): Range | undefined {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  if (!/^[^\s/]+\/[^\s/]+$/.test(type)) return undefined;
  const quality = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  if (quality === undefined) return { type, weight: 1 };
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(quality) ? { type, weight: Number(quality) } : undefined;
}

/** The most specific range that covers a type decides. */
function weightOf(type: string, ranges: readonly Range[]): number {
  const [main] = type.split('/');
  for (const pattern of [type, `${main}/*`, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range) return range.weight;
  }
  return 0;
}
