/** The formats of a response with log lines. */
export type LogFormat = 'text' | 'json' | 'events';

/** The supported media types and their formats. For the same weight, the earlier one is preferred. */
const SUPPORTED_TYPES: readonly (readonly [string, LogFormat])[] = [
  ['text/plain', 'text'],
  ['application/json', 'json'],
  ['application/x-ndjson', 'json'],
  ['text/event-stream', 'events'],
];

/** The value of the header `Content-Type` for each format. */
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

/** Chooses the format that an Accept header prefers. The default is text, or the first format that is not refused with `q=0`.
 *  @param accept the value of the header.
 *  @see https://www.rfc-editor.org/rfc/rfc9110#name-accept */
export function negotiateFormat(accept: string | undefined): LogFormat {
  const ranges = (accept ?? '').split(',').flatMap((part) => parseRange(part) ?? []);
  const isRefused = (type: string) => ranges.some((range) => range.type === type && range.weight === 0);
  let best = SUPPORTED_TYPES.find(([type]) => !isRefused(type))?.[1] ?? 'text';
  let bestWeight = 0;
  for (const [type, format] of SUPPORTED_TYPES) {
    const weight = findWeight(type, ranges);
    if (weight > bestWeight) [best, bestWeight] = [format, weight];
  }
  return best;
}

function parseRange(part: string): Range | undefined {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  if (!/^[^\s/]+\/[^\s/]+$/.test(type)) return undefined;
  const quality = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  if (quality === undefined) return { type, weight: 1 };
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(quality) ? { type, weight: Number(quality) } : undefined;
}

/** The weight of a media type: that of the most specific range that covers it. */
function findWeight(type: string, ranges: readonly Range[]): number {
  const [mainType] = type.split('/');
  for (const pattern of [type, `${mainType}/*`, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range) return range.weight;
  }
  return 0;
}
