import { stripVTControlCharacters } from 'node:util';
import { parseEvent } from '../../core/parse/parse-event.ts';
import { recordTextRenderer } from '../../core/render/record-text.ts';
import { sanitize, sanitizeJson } from '../../core/render/sanitize.ts';
import {
  accessLine,
  type CallLineSettings,
  jsonLine,
  logfmtLine,
  type ProxiedRequest,
} from '../../local/run/api-call-line.ts';
import { requestLogGroup } from '../../local/run/recorded-log-groups.ts';
import { writeOut } from '../output/stdio.ts';
import { terminalWidth, wantsColor } from '../output/terminal.ts';

export const LOG_FORMATS = ['logfmt', 'json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** The prefix of each line that the program writes. */
const PREFIX = '== APP == ';
const ESCAPE = String.fromCharCode(0x1b);
/** Control sequences for colors, bold text and similar. */
const SGR = new RegExp(`(${ESCAPE}\\[[\\d;]*m)`);
const RESET = `${ESCAPE}[0m`;

/** Shows the output of a program and its requests on stdout. */
export class RunDisplay {
  /** Whether the reader of stdout has closed it. */
  isClosed = false;
  readonly #color: boolean;
  readonly #callLine: (call: ProxiedRequest) => string;

  /** @param format @default pretty on a terminal, logfmt otherwise
   *  @param color the value of --color. */
  constructor(callLineSettings: CallLineSettings, format: LogFormat | undefined, color: boolean | undefined) {
    this.#color = wantsColor(color);
    this.#callLine = callLine(callLineSettings, format ?? (process.stdout.isTTY ? 'pretty' : 'logfmt'), this.#color);
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
      // Closed while it waited; the handler for a closed output deals with it.
    }
  }
}

/** Renders a line of the program. With color, its colors are kept; other control sequences are always removed or escaped. */
function outputLine(line: string, color: boolean): string {
  if (!color || !line.includes(ESCAPE)) return PREFIX + sanitize(stripVTControlCharacters(line));
  const parts = line.split(SGR).map((part, index) => (index % 2 === 1 ? part : sanitize(part)));
  return `${PREFIX}${parts.join('')}${RESET}`;
}

/** Returns a function that renders a request as logfmt, as JSON, or like its access line in `logs tail`. */
function callLine(settings: CallLineSettings, format: LogFormat, color: boolean): (call: ProxiedRequest) => string {
  if (format === 'logfmt') return (call) => sanitize(logfmtLine(call, settings));
  if (format === 'json') return (call) => sanitizeJson(jsonLine(call, settings));
  const group = requestLogGroup(settings.appId);
  const width = terminalWidth();
  const render = recordTextRenderer({
    sources: [{ group, label: settings.appId }],
    color,
    ...(width !== undefined && { width }),
  });
  return (call) => {
    const timestamp = Math.round(call.time + call.latencyMs);
    const message = accessLine(call, settings);
    return render(parseEvent({ group, stream: '', timestamp, ingestionTime: timestamp, message }));
  };
}
