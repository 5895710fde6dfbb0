import type { JoinedCall } from '../calls/join/joined-call.ts';
import type { LogSource } from '../log-event.ts';
import { callColumns } from './call-columns.ts';
import { callSteps } from './call-steps.ts';
import { roomBeforeId, SHORT_ID_LENGTH, withRequestId } from './request-id-column.ts';
import { onOneLine, sanitize } from './sanitize.ts';
import { type Style, styleOf } from './style.ts';
import { cut, MIN_TEXT_COLUMNS, pad } from './terminal-text.ts';
import { type DayOptions, dayHeadings, timeFormat } from './time-format.ts';

export interface CallTextOptions extends DayOptions {
  readonly sources: readonly LogSource[];
  readonly color: boolean;
  /** Columns of the terminal; undefined when lines are not cut. */
  readonly width?: number;
  /** Shows the bodies and the lines of the function below each call. */
  readonly expand: boolean;
}

const OFFSET_WIDTH = 8;
const TAG_WIDTH = 6;

/** Renders each call as a line: time, status, method, route, latency, user, function, and the short id of the request. A heading
 *  shows where another day begins. */
export function callTextRenderer(options: CallTextOptions): (joined: JoinedCall) => string {
  const style = styleOf(options.color);
  const time = timeFormat(options.timeZone);
  const dayHeading = dayHeadings(options);
  const labels = new Map(options.sources.map(({ group, label }) => [group, label]));
  const columnsOf = callColumns(({ functionGroup }) => functionGroup && (labels.get(functionGroup) ?? functionGroup));
  return (joined) => {
    const { call } = joined;
    const createdAt = Date.parse(call.createdAt);
    const heading = dayHeading(createdAt);
    const at = time(createdAt);
    const head = `${style.dim(at)}  ${style.status(call.status, String(call.status || '-').padEnd(3))}  `;
    const indent = at.length + 7;
    const room = options.width === undefined ? undefined : options.width - indent;
    const id = onOneLine(call.requestId).slice(0, SHORT_ID_LENGTH);
    const line = withRequestId(columnsOf(joined, room && roomBeforeId(id, room)), id, room, style);
    const below = options.expand ? linesBelow(joined, style, room) : [];
    return [
      ...(heading === undefined ? [] : [style.dim(heading)]),
      `${head}${line}`.trimEnd(),
      ...below.map((text) => (text === '' ? '' : `${' '.repeat(indent)}${text}`)),
    ].join('\n');
  };
}

/** The bodies, the lines of the function, and the errors in the execution log.
 *  @param room columns for each line; undefined when lines are not cut. */
function linesBelow(joined: JoinedCall, style: Style, room: number | undefined): string[] {
  const { request, response } = joined.call;
  // Text is cut before it is coloured.
  const cutTo = (text: string, indent: number) =>
    room === undefined ? text : cut(text, Math.max(room - indent, MIN_TEXT_COLUMNS));
  const body = (name: string, text: string | null) =>
    text === null ? [] : [`${style.dim(name)}  ${cutTo(onOneLine(text), name.length + 2)}`];
  const steps = callSteps(joined).filter(
    ({ origin, record }) => origin === 'function' || (origin === 'execution' && record.level !== undefined),
  );
  return [
    ...body('request ', request),
    ...body('response', response),
    ...steps.flatMap(({ offsetMs, tag, text, record }) => {
      const [first = '', ...rest] = sanitize(text).split('\n');
      const paddedTag = pad(onOneLine(tag), TAG_WIDTH);
      const coloredTag = record.level ? style.level(record.level, paddedTag) : style.dim(paddedTag);
      return [
        `${style.dim(`${offsetMs} ms`.padStart(OFFSET_WIDTH))}  ${coloredTag}  ${cutTo(first, OFFSET_WIDTH + TAG_WIDTH + 4)}`,
        ...rest.map((line) =>
          line === ''
            ? ''
            : `${' '.repeat(OFFSET_WIDTH + TAG_WIDTH + 6)}${style.dim(cutTo(line, OFFSET_WIDTH + TAG_WIDTH + 6))}`,
        ),
      ];
    }),
  ];
}
