import type { JoinedCall } from '../calls/join/joined-call.ts';
import type { LogSource } from '../log-event.ts';
import { callLine } from './call-line.ts';
import { callSteps } from './call-steps.ts';
import { cut } from './cut.ts';
import { type DayOptions, dayLines } from './day-line.ts';
import { onOneLine, sanitize } from './sanitize.ts';
import { roomBefore, SHORT_ID_LENGTH, withId } from './short-id.ts';
import { type Style, styleOf } from './style.ts';
import { pad } from './table.ts';
import { timeFormat } from './time-format.ts';

export interface CallTextOptions extends DayOptions {
  readonly sources: readonly LogSource[];
  readonly color: boolean;
  /** Columns of the terminal; undefined where lines are not cut. */
  readonly width?: number;
  /** Also the bodies, and what the function logged, below the line. */
  readonly expand: boolean;
}

const AT_WIDTH = 8;
const TAG_WIDTH = 6;
const NARROWEST = 20;

/** Renders calls one line a call: time, status, method, route, latency, user, function, and the request's short id. A
 *  line of its own says where another day begins. */
export function callTextRenderer(options: CallTextOptions): (joined: JoinedCall) => string {
  const style = styleOf(options.color);
  const time = timeFormat(options.timeZone);
  const dayLine = dayLines(options);
  const labels = new Map(options.sources.map(({ group, label }) => [group, label]));
  const lineOf = callLine(({ functionGroup }) => functionGroup && (labels.get(functionGroup) ?? functionGroup));
  return (joined) => {
    const { call } = joined;
    const createdAt = Date.parse(call.createdAt);
    const day = dayLine(createdAt);
    const at = time(createdAt);
    const head = `${style.dim(at)}  ${style.status(call.status, String(call.status || '-').padEnd(3))}  `;
    const indent = at.length + 7;
    const room = options.width === undefined ? undefined : options.width - indent;
    const id = sanitize(call.requestId).slice(0, SHORT_ID_LENGTH);
    const line = withId(lineOf(joined, room && roomBefore(id, room)), id, room, style);
    const below = options.expand ? linesBelow(joined, style, room) : [];
    return [
      ...(day === undefined ? [] : [style.dim(day)]),
      `${head}${line}`.trimEnd(),
      ...below.map((text) => `${' '.repeat(indent)}${text}`),
    ].join('\n');
  };
}

/** Bodies, what the function logged, and what API Gateway says of a failure.
 *  @param room columns for each line; undefined where lines are not cut. */
function linesBelow(joined: JoinedCall, style: Style, room: number | undefined): string[] {
  const { request, response } = joined.call;
  // Only text without colours can be cut; a terminal too narrow for columns still shows some.
  const cutTo = (text: string, indent: number) =>
    room === undefined ? text : cut(text, Math.max(room - indent, NARROWEST));
  const body = (name: string, text: string | null) =>
    text === null ? [] : [`${style.dim(name)}  ${cutTo(onOneLine(text), name.length + 2)}`];
  const steps = callSteps(joined).filter(
    ({ origin, record }) => origin === 'function' || (origin === 'execution' && record.level !== undefined),
  );
  return [
    ...body('request ', request),
    ...body('response', response),
    ...steps.flatMap(({ at, tag, text, record }) => {
      const [first = '', ...rest] = sanitize(text).split('\n');
      const word = record.level ? style.level(record.level, pad(tag, TAG_WIDTH)) : style.dim(pad(tag, TAG_WIDTH));
      return [
        `${style.dim(`${at} ms`.padStart(AT_WIDTH))}  ${word}  ${cutTo(first, AT_WIDTH + TAG_WIDTH + 4)}`,
        ...rest.map(
          (line) => `${' '.repeat(AT_WIDTH + TAG_WIDTH + 6)}${style.dim(cutTo(line, AT_WIDTH + TAG_WIDTH + 6))}`,
        ),
      ];
    }),
  ];
}
