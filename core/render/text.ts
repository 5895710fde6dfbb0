import stringWidth from 'string-width';
import type { LogRecord, LogSource } from '../log-event.ts';
import { bodyOf } from './body.ts';
import { cut } from './cut.ts';
import { type DayOptions, dayLines } from './day-line.ts';
import { sanitize } from './sanitize.ts';
import { SHORT_ID_LENGTH, withId } from './short-id.ts';
import { type Style, styleOf } from './style.ts';
import { pad } from './table.ts';
import { timeFormat } from './time-format.ts';

export interface TextOptions extends DayOptions {
  readonly sources: readonly LogSource[];
  readonly color: boolean;
  /** Columns of the terminal; undefined where lines are not cut. */
  readonly width?: number;
}

/** The source's column takes no more than this many columns. */
const WIDEST_LABEL = 28;
const LEVEL_WIDTH = 6;
/** Of one event, on a terminal. */
const MOST_LINES = 200;

/** Renders records one line an event: local time, source, level or status, text, the request's short id. Lines after the
 *  first of a message that has several are indented below it; a line of its own says where another day begins. */
export function textRenderer(options: TextOptions): (record: LogRecord) => string {
  const style = styleOf(options.color);
  const labels = new Map(options.sources.map((source) => [source.group, sanitize(source.label)]));
  const widest = Math.max(...[...labels.values()].map((label) => stringWidth(label)), 0);
  const labelWidth = Math.min(widest, WIDEST_LABEL);
  const time = timeFormat(options.timeZone);
  const dayLine = dayLines(options);
  return (record) => {
    const day = dayLine(record.timestamp);
    const label = labels.get(record.group) ?? sanitize(record.group);
    const body = bodyOf(record);
    const [first = '', ...rest] = sanitize(body.text).split('\n');
    const columns = [
      { plain: time(record.timestamp), paint: style.dim },
      { plain: pad(cut(label, labelWidth), labelWidth), paint: style.source(label) },
      // The result of a query stands alone.
      ...(record.result === undefined
        ? [{ plain: pad(body.tag, LEVEL_WIDTH), paint: painter(style, record, body.tag) }]
        : []),
    ];
    const indent = columns.reduce((sum, column) => sum + stringWidth(column.plain) + 2, 0);
    const head = columns.map((column) => column.paint(column.plain)).join('  ');
    const id =
      record.requestId && record.result === undefined ? sanitize(record.requestId).slice(0, SHORT_ID_LENGTH) : '';
    const lines = [`${head}  ${withId(first, id, options.width && options.width - indent, style)}`.trimEnd()];
    // Nobody scrolls past a megabyte of lines: a terminal gets the first of them.
    const fitting = options.width === undefined ? rest : rest.slice(0, MOST_LINES - 1);
    for (const line of fitting) {
      const room = options.width === undefined ? undefined : options.width - indent - 2;
      lines.push(`${' '.repeat(indent + 2)}${style.dim(room === undefined ? line : cut(line, room))}`);
    }
    const left = rest.length - fitting.length;
    if (left > 0)
      lines.push(`${' '.repeat(indent + 2)}${style.dim(`… ${left} more ${left === 1 ? 'line' : 'lines'}`)}`);
    return [...(day === undefined ? [] : [style.dim(day)]), ...lines].join('\n');
  };
}

function painter(style: Style, record: LogRecord, tag: string): (text: string) => string {
  if (record.kind === 'api.access') return (text) => style.status(Number(tag), text);
  const level = record.level;
  return level ? (text) => style.level(level, text) : style.dim;
}
