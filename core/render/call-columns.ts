import stringWidth from 'string-width';
import { pathOf } from '../calls/filter-calls.ts';
import type { JoinedCall } from '../calls/join/joined-call.ts';
import { formatLatency } from './duration.ts';
import { onOneLine } from './sanitize.ts';
import { cut, pad } from './terminal-text.ts';

const METHOD_WIDTH = 6;
const LATENCY_WIDTH = 8;
const NO_USER = '-';
const MAX_USER_WIDTH = 12;
/** The route takes this share of the line, and at most this many columns. */
const ROUTE_SHARE = 0.25;
const ROUTE_WIDTH = 24;
/** Names are cut to this width before a column is left out, and to the minimum width when the line is still too long. */
const SHORT_NAME_WIDTH = 12;
const MIN_NAME_WIDTH = 8;
/** An error with fewer columns would not be useful. */
const MIN_ERROR_WIDTH = 16;

/** A text and the width of its column: the text is padded with spaces, or cut. */
interface Cell {
  text: string;
  columns: number;
}

/** The cells of a call's line between the status and the request id, in this order. Empty cells are not shown. */
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

/** Formats a call as columns: method, route, latency, user, function, cold start, error, missing log lines. A line that is too
 *  long first loses padding, then the ends of names, then less important columns; the error is left out last.
 *  @param nameOf the displayed name of the function that served the call.
 *  @returns a function that formats a call; `room` is the number of columns, undefined when lines are not cut. */
export function callColumns(
  nameOf: (joined: JoinedCall) => string | undefined,
): (joined: JoinedCall, room: number | undefined) => string {
  let userColumns = 1;
  return (joined, room) => {
    const { call, coldStartMs, missing } = joined;
    const name = nameOf(joined) ?? '-';
    const cells: Cells = {
      method: cell(call.method, METHOD_WIDTH),
      route: cell(call.source === 'webhook' ? call.url : (call.route ?? pathOf(call.url)), routeColumns(room)),
      latency: cell(call.latencyMs === null ? '-' : formatLatency(call.latencyMs), LATENCY_WIDTH),
      user: cell(call.userId ?? NO_USER, userColumns),
      name: cell(call.source === 'webhook' ? `webhook of ${name}` : name),
      coldStart: cell(coldStartMs === undefined ? '' : `cold start ${formatLatency(coldStartMs)}`),
      error: cell(call.error ?? ''),
      missing: cell(missing.length === 0 ? '' : `(missing: ${missing.join(', ')})`),
    };
    // The column grows to the widest user so far: an API without users needs only one column for it.
    userColumns = Math.max(userColumns, Math.min(cells.user.columns, MAX_USER_WIDTH));
    if (room !== undefined) fitInto(cells, room);
    return lineText(cells);
  };
}

function routeColumns(room: number | undefined): number {
  return room === undefined ? ROUTE_WIDTH : Math.min(ROUTE_WIDTH, Math.floor(room * ROUTE_SHARE));
}

function cell(text: string, minColumns = 0): Cell {
  const line = onOneLine(text);
  return { text: line, columns: Math.max(minColumns, stringWidth(line)) };
}

/** Makes the line fit by narrowing and emptying cells, in order of importance. Each step takes only as much as is needed. */
function fitInto(cells: Cells, room: number): void {
  const { method, route, latency, user, name, coldStart, error, missing } = cells;
  const spare = () => room - lineColumns(cells);
  const shrink = (minColumns: number, ...shrunk: readonly Cell[]) => {
    for (const target of shrunk)
      target.columns = Math.max(Math.min(minColumns, target.columns), target.columns + Math.min(0, spare()));
  };
  const drop = (...dropped: readonly Cell[]) => {
    for (const target of dropped) if (spare() < 0) Object.assign(target, { text: '', columns: 0 });
  };
  shrink(routeColumns(room), route);
  if (spare() < 0) Object.assign(coldStart, cell(coldStart.text.replace('cold start', 'cold')));
  for (const padded of [route, latency, user, method]) shrink(stringWidth(padded.text), padded);
  const hasFailed = error.text !== '';
  if (hasFailed) drop(missing, coldStart);
  // The error takes at most half of the line, so that the names have room.
  shrink(Math.max(MIN_ERROR_WIDTH, Math.floor(room / 2)), error);
  shrink(SHORT_NAME_WIDTH, route, user, name);
  if (user.text === NO_USER) drop(user);
  drop(missing, coldStart);
  shrink(MIN_NAME_WIDTH, route, user, name);
  shrink(MIN_ERROR_WIDTH, error);
  if (hasFailed) drop(user, name, latency);
  // A dropped cell may leave more room than was needed: the other cells grow again.
  for (const target of [error, name, route, user])
    target.columns += Math.max(0, Math.min(spare(), stringWidth(target.text) - target.columns));
}

function lineText({ method, route, latency, ...others }: Cells): string {
  const shown = ({ text, columns }: Cell) => pad(cut(text, columns), columns);
  const request = `${shown(method)} ${shown(route)}`;
  const rest = [latency.text.padStart(latency.columns), ...Object.values(others).map(shown)];
  return [request, ...rest.filter((text) => text !== '')].join('  ').trimEnd();
}

/** The width of the line: two spaces separate its cells, one space follows the method. */
function lineColumns({ method, ...others }: Cells): number {
  const shown = Object.values(others).filter(({ columns }) => columns > 0);
  return shown.reduce((sum: number, { columns }: Cell) => sum + columns + 2, method.columns - 1);
}
