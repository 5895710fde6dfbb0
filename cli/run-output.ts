import { stripVTControlCharacters } from 'node:util';
import { parseEvent } from '../core/parse/parse-event.ts';
import { sanitize, sanitizeJson } from '../core/render/sanitize.ts';
import { textRenderer } from '../core/render/text.ts';
import { accessLine, jsonLine, logfmtLine, type SeenCall, type SessionNames } from '../local/run/api-call-line.ts';
import { callGroup } from '../local/run/log-groups.ts';

export const LOG_FORMATS = ['logfmt', 'json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What stands before each line that the program wrote. */
const PREFIX = '== APP == ';
const ESCAPE = String.fromCharCode(0x1b);
/** Colours, bold and the like. */
const SGR = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);
const RESET = `${ESCAPE}[0m`;

/** A line of the program as it is shown: its colours are kept where colours are wanted, nothing else that controls a terminal. */
export function outputLine(line: string, color: boolean): string {
  if (!color || !line.includes(ESCAPE)) return PREFIX + sanitize(stripVTControlCharacters(line));
  const parts = line.split(SGR).map((part, index) => (index % 2 === 1 ? part : sanitize(part)));
  return `${PREFIX}${parts.join('')}${RESET}`;
}

export interface CallLineOptions {
  readonly format: LogFormat;
  readonly names: SessionNames;
  readonly color: boolean;
  /** Columns of the terminal; undefined where lines are not cut. */
  readonly width: number | undefined;
}

/** Makes what shows a request: as logfmt or JSON, or as `logs tail` shows its access line. */
export function callLine({ format, names, color, width }: CallLineOptions): (call: SeenCall) => string {
  if (format === 'logfmt') return (call) => sanitize(logfmtLine(call, names));
  if (format === 'json') return (call) => sanitizeJson(jsonLine(call, names));
  const group = callGroup(names.appId);
  const render = textRenderer({
    sources: [{ group, label: names.appId }],
    color,
    ...(width === undefined ? {} : { width }),
  });
  return (call) => {
    const timestamp = Math.round(call.time + call.latencyMs);
    return render(
      parseEvent({ group, stream: '', timestamp, ingestionTime: timestamp, message: accessLine(call, names) }),
    );
  };
}
