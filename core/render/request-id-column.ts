import type { Style } from './style.ts';
import { cut, MIN_TEXT_COLUMNS, pad } from './terminal-text.ts';

/** `logs trace` finds a request by the first eight characters of its id. */
export const SHORT_ID_LENGTH = 8;

/** The columns that remain for the text before an id. Where there is no room for both, the text gets all of them.
 *  @param room columns for the text and the id. */
export function roomBeforeId(id: string, room: number): number {
  const textColumns = id ? room - SHORT_ID_LENGTH - 2 : room;
  return textColumns < MIN_TEXT_COLUMNS ? Math.max(room, MIN_TEXT_COLUMNS) : textColumns;
}

/** Appends the short id of the request to the text of a line; on a terminal it has a column at the end of the line.
 *  @param room columns for the text and the id; undefined when lines are not cut. */
export function withRequestId(text: string, id: string, room: number | undefined, style: Style): string {
  if (room === undefined) return id ? `${text}  ${style.dim(id)}` : text;
  const textRoom = roomBeforeId(id, room);
  return id && textRoom < room ? `${pad(cut(text, textRoom), textRoom)}  ${style.dim(id)}` : cut(text, textRoom);
}
