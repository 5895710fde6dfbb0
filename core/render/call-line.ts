import stringWidth from 'string-width';
import { pathOf } from '../calls/filter-calls.ts';
import type { JoinedCall } from '../calls/join/joined-call.ts';
import { cut, expandTabs } from './cut.ts';
import { milliseconds } from './quantity.ts';
import { onOneLine } from './sanitize.ts';
import { pad } from './table.ts';

const METHOD_WIDTH = 6;
const LATENCY_WIDTH = 8;
const NOBODY = '-';
const WIDEST_USER = 12;
/** The route's column takes this share of the line, and no more than this. */
const ROUTE_SHARE = 0.25;
const ROUTE_WIDTH = 24;
/** Names are cut to this before anything is left out, and to the least when nothing else helps. */
const SHORT_NAME = 12;
const LEAST_NAME = 8;
/** Columns that an error needs to say anything. */
const LEAST_ERROR = 16;

/** A text and the columns that it takes: blanks fill what it leaves, and it is cut where it needs more. */
interface Cell {
  text: string;
  columns: number;
}

/** What a line says of a call between its status and its request id, in this order; what is empty is not there. */
interface Cells {
  readonly method: Cell;
  readonly route: Cell;
  readonly latency: Cell;
  readonly user: Cell;
  readonly name: Cell;
  readonly coldStart: Cell;
  readonly error: Cell;
  readonly missing: Cell;
}

/** Says of calls, each on a line and in columns: method, route, latency, user, function, and what was unusual. A line that is too long
 *  for its room first loses blanks, then parts of names, then the lesser words; the error stays longest.
 *  @param nameOf the function that answered, as it is called here. */
export function callLine(
  nameOf: (joined: JoinedCall) => string | undefined,
): (joined: JoinedCall, room: number | undefined) => string {
  let userColumns = 1;
  return (joined, room) => {
    const { call, coldStartMs, missing } = joined;
    const name = nameOf(joined) ?? '-';
    const cells: Cells = {
      method: cell(call.method, METHOD_WIDTH),
      route: cell(call.source === 'webhook' ? call.url : (call.route ?? pathOf(call.url)), routeColumns(room)),
      latency: cell(call.latencyMs === null ? '-' : milliseconds(call.latencyMs), LATENCY_WIDTH),
      user: cell(call.userId ?? NOBODY, userColumns),
      name: cell(call.source === 'webhook' ? `webhook of ${name}` : name),
      coldStart: cell(coldStartMs === undefined ? '' : `cold start ${milliseconds(coldStartMs)}`),
      error: cell(call.error ?? ''),
      missing: cell(missing.length === 0 ? '' : `(missing: ${missing.join(', ')})`),
    };
    // As wide as the widest user so far: where there is none, a column is enough.
    userColumns = Math.max(userColumns, Math.min(cells.user.columns, WIDEST_USER));
    if (room !== undefined) fitInto(cells, room);
    return textOf(cells);
  };
}

function routeColumns(room: number | undefined): number {
  return room === undefined ? ROUTE_WIDTH : Math.min(ROUTE_WIDTH, Math.floor(room * ROUTE_SHARE));
}

function cell(text: string, least = 0): Cell {
  const line = expandTabs(onOneLine(text));
  return { text: line, columns: Math.max(least, stringWidth(line)) };
}

/** Takes columns away where the line needs more than there are, each step as little as is enough. */
function fitInto(cells: Cells, room: number): void {
  const { method, route, latency, user, name, coldStart, error, missing } = cells;
  const spare = () => room - columnsOf(cells);
  const shrink = (to: number, ...some: readonly Cell[]) => {
    for (const one of some) one.columns = Math.max(Math.min(to, one.columns), one.columns + Math.min(0, spare()));
  };
  const drop = (...some: readonly Cell[]) => {
    for (const one of some) if (spare() < 0) Object.assign(one, cell(''));
  };
  shrink(routeColumns(room), route);
  if (spare() < 0) Object.assign(coldStart, cell(coldStart.text.replace('cold start', 'cold')));
  for (const padded of [route, latency, user, method]) shrink(stringWidth(padded.text), padded);
  const failed = error.text !== '';
  if (failed) drop(missing, coldStart);
  // Half of the line is enough for an error, as long as names need the other half.
  shrink(Math.max(LEAST_ERROR, Math.floor(room / 2)), error);
  shrink(SHORT_NAME, route, user, name);
  if (user.text === NOBODY) drop(user);
  drop(missing, coldStart);
  shrink(LEAST_NAME, route, user, name);
  shrink(LEAST_ERROR, error);
  if (failed) drop(user, name, latency);
  // What was left out may leave more than was needed.
  for (const one of [error, name, route, user])
    one.columns += Math.max(0, Math.min(spare(), stringWidth(one.text) - one.columns));
}

function textOf({ method, route, latency, ...others }: Cells): string {
  const shown = (one: Cell) => pad(cut(one.text, one.columns), one.columns);
  const call = `${shown(method)} ${shown(route)}`;
  const rest = [latency.text.padStart(latency.columns), ...Object.values(others).map(shown)];
  return [call, ...rest.filter((text) => text !== '')].join('  ').trimEnd();
}

/** Of the line: its cells with two blanks between them, but one after the method. */
function columnsOf({ method, ...others }: Cells): number {
  const shown = Object.values(others).filter(({ columns }) => columns > 0);
  return shown.reduce((sum: number, { columns }: Cell) => sum + columns + 2, method.columns - 1);
}
