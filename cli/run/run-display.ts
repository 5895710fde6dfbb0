import { parseEvent } from '../../core/parse/parse-event.ts';
import { recordTextRenderer } from '../../core/render/record-text.ts';
import { withoutTerminalCodes } from '../../core/terminal-codes.ts';
import {
  accessLine,
  type CallLineSettings,
  jsonLine,
  logfmtLine,
  type ProxiedRequest,
} from '../../local/run/api-call-line.ts';
import { requestLogGroup } from '../../local/run/recorded-log-groups.ts';
import type { OutputKind } from '../output/safe-output.ts';
import { writeOut } from '../output/stdio.ts';
import { terminalWidth, wantsColor } from '../output/terminal.ts';

export const LOG_FORMATS = ['logfmt', 'json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** The prefix of each line that the program writes. */
const PREFIX = '== APP == ';
const ESCAPE = String.fromCharCode(0x1b);
const RESET = `${ESCAPE}[0m`;

/** Shows the output of a program and its requests on stdout. */
export class RunDisplay {
  /** Whether stdout was closed, or cannot be written. */
  isClosed = false;
  readonly #color: boolean;
  readonly #callLine: (call: ProxiedRequest) => string;
  readonly #callKind: OutputKind;

  /** @param format @default pretty on a terminal, logfmt otherwise
   *  @param color the value of --color. */
  constructor(callLineSettings: CallLineSettings, format: LogFormat | undefined, color: boolean | undefined) {
    this.#color = wantsColor(color);
    const callFormat = format ?? (process.stdout.isTTY ? 'pretty' : 'logfmt');
    this.#callLine = callLine(callLineSettings, callFormat, this.#color);
    this.#callKind = callFormat === 'json' ? 'json' : 'text';
  }

  async showOutput(lines: readonly string[]): Promise<void> {
    const text = lines.map((line) => `${outputLine(line, this.#color)}\n`).join('');
    await this.#show(text, this.#color ? 'program' : 'text');
  }

  showCall(call: ProxiedRequest): void {
    void this.#show(`${this.#callLine(call)}\n`, this.#callKind);
  }

  async #show(text: string, kind: OutputKind): Promise<void> {
    if (this.isClosed) return;
    try {
      await writeOut(text, kind);
    } catch {
      // It failed while this waited; the handler for failed output deals with it.
    }
  }
}

/** Renders a line of the program. With color, its colors are kept, and end with the line. Other control sequences are removed, or made
 *  visible by `writeOut`. */
function outputLine(line: string, color: boolean): string {
  if (!color || !line.includes(ESCAPE)) return PREFIX + withoutTerminalCodes(line);
  return `${PREFIX}${line}${RESET}`;
}

/** Returns a function that renders a request as logfmt, as JSON, or like its access line in `logs tail`. */
function callLine(settings: CallLineSettings, format: LogFormat, color: boolean): (call: ProxiedRequest) => string {
  if (format === 'logfmt') return (call) => logfmtLine(call, settings);
  if (format === 'json') return (call) => jsonLine(call, settings);
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
