import type { LogRecord, LogSource } from '../../core/log-event.ts';
import { renderJson, renderRaw } from '../../core/render/plain-output.ts';
import { recordTextRenderer } from '../../core/render/record-text.ts';
import { type TerminalFlags, type TerminalSize, terminalOptions } from './terminal.ts';

/** The flags that choose how `logs tail` shows events. */
export interface RecordDisplayFlags extends TerminalFlags {
  readonly output: 'text' | 'json';
  readonly raw: boolean;
}

/** Returns a function that renders one record, without a trailing newline. */
export function recordRenderer(
  sources: readonly LogSource[],
  flags: RecordDisplayFlags,
  terminal: TerminalSize = process.stdout,
): (record: LogRecord) => string {
  if (flags.raw) return renderRaw;
  if (flags.output === 'json') return renderJson;
  return recordTextRenderer({ sources, ...terminalOptions(flags, terminal) });
}

/** The warning before raw messages are written to a terminal; undefined for a pipe, whose reader decides what a terminal gets. */
export function rawWarning(
  { raw }: Pick<RecordDisplayFlags, 'raw'>,
  terminal: TerminalSize = process.stdout,
): string | undefined {
  if (!raw || !terminal.isTTY) return undefined;
  return '--raw: control characters in these logs are not escaped, and can control this terminal';
}
