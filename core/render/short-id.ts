import { cut } from './cut.ts';
import type { Style } from './style.ts';
import { pad } from './table.ts';

/** Enough of a request id for `logs trace`. */
export const SHORT_ID_LENGTH = 8;

/** A line's text, and at its end, in a column of its own, the short id of its request.
 *  @param room columns for both; undefined where lines are not cut. */
export function withId(text: string, id: string, room: number | undefined, style: Style): string {
  if (room === undefined) return id ? `${text}  ${style.dim(id)}` : text;
  const textRoom = id ? room - SHORT_ID_LENGTH - 2 : room;
  // A terminal too narrow for columns still shows the text.
  if (textRoom < 20) return cut(text, Math.max(room, 20));
  return id ? `${pad(cut(text, textRoom), textRoom)}  ${style.dim(id)}` : cut(text, textRoom);
}
