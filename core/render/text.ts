import stringWidth from 'string-width';
import type { LogRecord, LogSource } from '../log-event.ts';
import { bodyOf } from './body.ts';
import { cut } from './cut.ts';
import { sanitize } from './sanitize.ts';
import { type Style, styleOf } from './style.ts';

export interface TextOptions {
  readonly sources: readonly LogSource[];
  readonly color: boolean;
  /** Columns of the terminal; undefined where lines are not cut. */
  readonly width?: number;
  /** An IANA time zone; the machine's by default. */
  readonly timeZone?: string;
}

/** The source's column takes no more than this many columns. */
const WIDEST_LABEL = 28;
const LEVEL_WIDTH = 6;
/** Of one event, on a terminal. */
const MOST_LINES = 200;
/** Enough of a request id for `logs trace`. */
const SHORT_ID_LENGTH = 8;

/** Renders records one line an event: local time, source, level or status, text, the request's short id. Lines after the
 *  first of a message that has several are indented below it. */
export function textRenderer(options: TextOptions): (record: LogRecord) => string {
  const style = styleOf(options.color);
  const labels = new Map(options.sources.map((source) => [source.group, sanitize(source.label)]));
  const widest = Math.max(...[...labels.values()].map((label) => stringWidth(label)), 0);
  const labelWidth = Math.min(widest, WIDEST_LABEL);
  const time = timeFormat(options.timeZone);
  return (record) => {
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
    return lines.join('\n');
  };
}

function painter(style: Style, record: LogRecord, tag: string): (text: string) => string {
  if (record.kind === 'api.access') return (text) => style.status(Number(tag), text);
  const level = record.level;
  return level ? (text) => style.level(level, text) : style.dim;
}

function withId(text: string, id: string, room: number | undefined, style: Style): string {
  if (room === undefined) return id ? `${text}  ${style.dim(id)}` : text;
  const textRoom = id ? room - SHORT_ID_LENGTH - 2 : room;
  // A terminal too narrow for columns still shows the text.
  if (textRoom < 20) return cut(text, Math.max(room, 20));
  return id ? `${pad(cut(text, textRoom), textRoom)}  ${style.dim(id)}` : cut(text, textRoom);
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** `14:02:11.480`; kept a second long, since formatting a time costs more than all the rest of a line. */
function timeFormat(timeZone: string | undefined): (timestamp: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  let second = Number.NaN;
  let text = '';
  return (timestamp) => {
    const current = Math.floor(timestamp / 1000);
    if (current !== second) {
      second = current;
      text = format.format(current * 1000);
    }
    return `${text}.${String(timestamp - current * 1000).padStart(3, '0')}`;
  };
}
