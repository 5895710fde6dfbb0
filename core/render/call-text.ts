import { pathOf } from '../filter-calls.ts';
import type { JoinedCall } from '../join/joined-call.ts';
import type { LogSource } from '../log-event.ts';
import { callSteps } from './call-steps.ts';
import { cut } from './cut.ts';
import { type DayOptions, dayLines } from './day-line.ts';
import { milliseconds } from './quantity.ts';
import { onOneLine, sanitize } from './sanitize.ts';
import { SHORT_ID_LENGTH, withId } from './short-id.ts';
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

const METHOD_WIDTH = 6;
const ROUTE_WIDTH = 24;
const LATENCY_WIDTH = 8;
const USER_WIDTH = 12;
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
  return (joined) => {
    const { call } = joined;
    const createdAt = Date.parse(call.createdAt);
    const day = dayLine(createdAt);
    const at = time(createdAt);
    const head = `${style.dim(at)}  ${style.status(call.status, String(call.status || '-').padEnd(3))}  `;
    const indent = at.length + 7;
    const room = options.width === undefined ? undefined : options.width - indent;
    const line = withId(
      sanitize(lineOf(joined, labels)).replaceAll('\n', ' '),
      sanitize(call.requestId).slice(0, SHORT_ID_LENGTH),
      room,
      style,
    );
    const below = options.expand ? linesBelow(joined, style, room) : [];
    return [
      ...(day === undefined ? [] : [style.dim(day)]),
      `${head}${line}`.trimEnd(),
      ...below.map((text) => `${' '.repeat(indent)}${text}`),
    ].join('\n');
  };
}

function lineOf(
  { call, functionGroup, coldStartMs, missing }: JoinedCall,
  labels: ReadonlyMap<string, string>,
): string {
  const latency = call.latencyMs === null ? '-' : milliseconds(call.latencyMs);
  const name = functionGroup === undefined ? undefined : (labels.get(functionGroup) ?? functionGroup);
  return [
    `${pad(call.method, METHOD_WIDTH)} ${pad(call.source === 'webhook' ? call.url : (call.route ?? pathOf(call.url)), ROUTE_WIDTH)}`,
    latency.padStart(LATENCY_WIDTH),
    pad(call.userId ?? '-', USER_WIDTH),
    call.source === 'webhook' ? `webhook of ${name ?? '-'}` : (name ?? '-'),
    ...(coldStartMs === undefined ? [] : [`cold start ${milliseconds(coldStartMs)}`]),
    ...(call.error === null ? [] : [call.error]),
    ...(missing.length === 0 ? [] : [`(missing: ${missing.join(', ')})`]),
  ].join('  ');
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
