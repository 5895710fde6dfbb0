/** The position of an event in its group. Events are ordered by timestamp, then by ingestion. */
export interface Position {
  readonly timestamp: number;
  readonly id: number;
}

/** Negative if `a` comes before `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.timestamp - b.timestamp || a.id - b.id;
}

/** The later of two positions. */
export function later(a: Position, b: Position): Position {
  return comparePositions(a, b) > 0 ? a : b;
}

/** The earlier of two positions. */
export function earlier(a: Position, b: Position): Position {
  return comparePositions(a, b) < 0 ? a : b;
}
