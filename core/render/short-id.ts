import { cut } from './cut.ts';
import type { Style } from './style.ts';
import { pad } from './table.ts';

/** Enough of a request id for `logs trace`. */
export const SHORT_ID_LENGTH = 8;
/** A terminal too narrow for columns still shows so much of the text. */
const NARROWEST = 20;

/** The columns that are left for the text before an id; all where there is no room for both. */
export function roomBefore(id: string, room: number): number {
  const left = id ? room - SHORT_ID_LENGTH - 2 : room;
  return left < NARROWEST ? Math.max(room, NARROWEST) : left;
}

/** A line's text, and at its end, in a column of its own, the short id of its request.
 *  @param room columns for both; undefined where lines are not cut. */
export function withId(text: string, id: string, room: number | undefined, style: Style): string {
  if (room === undefined) return id ? `${text}  ${style.dim(id)}` : text;
  const textRoom = roomBefore(id, room);
  return id && textRoom < room ? `${pad(cut(text, textRoom), textRoom)}  ${style.dim(id)}` : cut(text, textRoom);
}
