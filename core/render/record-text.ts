import stringWidth from 'string-width';
import type { LogRecord, LogSource } from '../log-event.ts';
import { readableForm } from './readable-form.ts';
import { SHORT_ID_LENGTH, withRequestId } from './request-id-column.ts';
import { onOneLine, sanitize } from './sanitize.ts';
import { type Style, styleOf } from './style.ts';
import { cut, pad } from './terminal-text.ts';
import { type DayOptions, dayHeadings, timeFormat } from './time-format.ts';

export interface RecordTextOptions extends DayOptions {
  readonly sources: readonly LogSource[];
  readonly color: boolean;
  /** Columns of the terminal; undefined when lines are not cut. */
  readonly width?: number;
}

/** The column of the source has at most this width. */
const MAX_LABEL_WIDTH = 28;
const TAG_WIDTH = 6;
/** On a terminal, an event has at most this many lines. */
const MAX_LINES = 200;

/** Renders each record as a line: local time, source, level or status, text, and the short id of the request. Further lines of
 *  the text are indented below it. A heading shows where another day begins. */
export function recordTextRenderer(options: RecordTextOptions): (record: LogRecord) => string {
  const { width } = options;
  const style = styleOf(options.color);
  const labels = new Map(options.sources.map((source) => [source.group, onOneLine(source.label)]));
  const widest = Math.max(...[...labels.values()].map((label) => stringWidth(label)), 0);
  const labelWidth = Math.min(widest, MAX_LABEL_WIDTH);
  const time = timeFormat(options.timeZone);
  const dayHeading = dayHeadings(options);
  return (record) => {
    const heading = dayHeading(record.timestamp);
    const label = labels.get(record.group) ?? onOneLine(record.group);
    const { tag, text } = readableForm(record);
    const [first = '', ...rest] = sanitize(text).split('\n');
    const isQueryResult = record.result !== undefined;
    const columns = [
      { plain: time(record.timestamp), paint: style.dim },
      { plain: pad(cut(label, labelWidth), labelWidth), paint: style.source(label) },
      ...(isQueryResult ? [] : [{ plain: pad(onOneLine(tag), TAG_WIDTH), paint: tagColor(style, record, tag) }]),
    ];
    const indent = columns.reduce((sum, column) => sum + stringWidth(column.plain) + 2, 0);
    const head = columns.map((column) => column.paint(column.plain)).join('  ');
    const id = record.requestId && !isQueryResult ? onOneLine(record.requestId).slice(0, SHORT_ID_LENGTH) : '';
    const lines = [`${head}  ${withRequestId(first, id, width && width - indent, style)}`.trimEnd()];
    const shown = width === undefined ? rest : rest.slice(0, MAX_LINES - 1);
    for (const line of shown) {
      const cutLine = width === undefined ? line : cut(line, width - indent - 2);
      lines.push(cutLine === '' ? '' : `${' '.repeat(indent + 2)}${style.dim(cutLine)}`);
    }
    const hidden = rest.length - shown.length;
    if (hidden > 0)
      lines.push(`${' '.repeat(indent + 2)}${style.dim(`… ${hidden} more ${hidden === 1 ? 'line' : 'lines'}`)}`);
    return [...(heading === undefined ? [] : [style.dim(heading)]), ...lines].join('\n');
  };
}

function tagColor(style: Style, record: LogRecord, tag: string): (text: string) => string {
  if (record.kind === 'api.access') return (text) => style.status(Number(tag), text);
  const level = record.level;
  return level ? (text) => style.level(level, text) : style.dim;
}
