import { stripVTControlCharacters } from 'node:util';
import { parseEvent } from '../../core/parse/parse-event.ts';
import { recordTextRenderer } from '../../core/render/record-text.ts';
import { sanitize, sanitizeJson } from '../../core/render/sanitize.ts';
import { requestLogGroup } from '../../local/dev-file.ts';
import {
  accessLine,
  jsonLine,
  logfmtLine,
  type ProxiedRequest,
  type SessionNames,
} from '../../local/run/api-call-line.ts';
import { wantsColor } from './color.ts';
import { writeOut } from './output.ts';
import { terminalWidth } from './terminal.ts';

export const LOG_FORMATS = ['logfmt', 'json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What stands before each line that the program wrote. */
const PREFIX = '== APP == ';
const ESCAPE = String.fromCharCode(0x1b);
/** Colours, bold and the like. */
const SGR = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);
const RESET = `${ESCAPE}[0m`;

/** What `logs run` shows on stdout. */
export class Screen {
  /** Nobody reads any more. */
  isClosed = false;
  readonly #color: boolean;
  readonly #callLine: (call: ProxiedRequest) => string;

  /** @param format pretty by default on a terminal, else logfmt.
   *  @param color as the flag says. */
  constructor(names: SessionNames, format: LogFormat | undefined, color: boolean | undefined) {
    this.#color = wantsColor(color);
    this.#callLine = callLine(names, format ?? (process.stdout.isTTY ? 'pretty' : 'logfmt'), this.#color);
  }

  async showOutput(lines: readonly string[]): Promise<void> {
    await this.#show(lines.map((line) => `${outputLine(line, this.#color)}\n`).join(''));
  }

  showCall(call: ProxiedRequest): void {
    void this.#show(`${this.#callLine(call)}\n`);
  }

  async #show(text: string): Promise<void> {
    if (this.isClosed) return;
    try {
      await writeOut(text);
    } catch {
      // Closed while it waited, which `onLostReader` hears of.
    }
  }
}

/** A line of the program as it is shown: its colours are kept where colours are wanted, nothing else that controls a terminal. */
function outputLine(line: string, color: boolean): string {
  if (!color || !line.includes(ESCAPE)) return PREFIX + sanitize(stripVTControlCharacters(line));
  const parts = line.split(SGR).map((part, index) => (index % 2 === 1 ? part : sanitize(part)));
  return `${PREFIX}${parts.join('')}${RESET}`;
}

/** Makes what shows a request: as logfmt or JSON, or as `logs tail` shows its access line. */
function callLine(names: SessionNames, format: LogFormat, color: boolean): (call: ProxiedRequest) => string {
  if (format === 'logfmt') return (call) => sanitize(logfmtLine(call, names));
  if (format === 'json') return (call) => sanitizeJson(jsonLine(call, names));
  const group = requestLogGroup(names.appId);
  const width = terminalWidth();
  const render = recordTextRenderer({
    sources: [{ group, label: names.appId }],
    color,
    ...(width !== undefined && { width }),
  });
  return (call) => {
    const timestamp = Math.round(call.time + call.latencyMs);
    const message = accessLine(call, names);
    return render(parseEvent({ group, stream: '', timestamp, ingestionTime: timestamp, message }));
  };
}
