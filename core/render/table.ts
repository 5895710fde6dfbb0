import stringWidth from 'string-width';
import { cut, expandTabs } from './cut.ts';
import { onOneLine } from './sanitize.ts';

export interface Column<Row> {
  readonly heading: string;
  readonly align?: 'right';
  /** On a terminal too narrow for all columns this one is left out, those with the lowest number first. Without it, it stays. */
  readonly leaveOut?: number;
  /** Its values are cut where leaving columns out is not enough. */
  readonly cuts?: true;
  value(row: Row): string;
}

/** A column as it is shown: its heading and the values below it, and how wide it is. */
interface Shown<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  readonly width: number;
}

const BETWEEN = '  ';
/** Less of a name says nothing: rather the terminal wraps. */
const LEAST_NAME = 8;

/** A plain table: a heading line, two blanks between the columns, each as wide as its widest value.
 *  @param width columns of the terminal; undefined where nothing is cut or left out. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width?: number): string {
  const all = columns.map((column) => shown(column, rows));
  const table = width === undefined ? all : withNamesCut(withoutTheLeast(all, width), width);
  return [columns, ...rows]
    .map((_, line) =>
      table
        .map(({ column, cells, width }) => {
          const text = cut(cells[line] ?? '', width);
          return column.align === 'right' ? ' '.repeat(width - stringWidth(text)) + text : pad(text, width);
        })
        .join(BETWEEN)
        .trimEnd(),
    )
    .join('\n');
}

function shown<Row>(column: Column<Row>, rows: readonly Row[]): Shown<Row> {
  const cells = [column.heading, ...rows.map((row) => expandTabs(onOneLine(column.value(row))))];
  return { column, cells, width: cells.reduce((widest, cell) => Math.max(widest, stringWidth(cell)), 0) };
}

/** Names count for half of the terminal at most: a long one does not drive out everything that is said of it. */
function withoutTheLeast<Row>(table: readonly Shown<Row>[], width: number): readonly Shown<Row>[] {
  const least = table.map(({ column, width: own }) => ({
    column,
    width: column.cuts ? Math.min(own, Math.floor(width / 2)) : own,
  }));
  const ranks = new Set(table.flatMap(({ column: { leaveOut } }) => leaveOut ?? []));
  let kept = 0;
  for (const rank of [...ranks].sort((a, b) => a - b)) {
    if (widthOf(least.filter(({ column }) => stays(column, kept))) <= width) break;
    kept = rank;
  }
  return table.filter(({ column }) => stays(column, kept));
}

function stays({ leaveOut = Number.POSITIVE_INFINITY }: Column<never>, leftOut: number): boolean {
  return leaveOut > leftOut;
}

function withNamesCut<Row>(table: readonly Shown<Row>[], width: number): readonly Shown<Row>[] {
  let excess = Math.max(0, widthOf(table) - width);
  return table.map((one) => {
    if (!one.column.cuts) return one;
    const cutTo = Math.max(Math.min(one.width, LEAST_NAME), one.width - excess);
    excess -= one.width - cutTo;
    return { ...one, width: cutTo };
  });
}

function widthOf(table: readonly { readonly width: number }[]): number {
  return table.reduce((sum, { width }) => sum + width + BETWEEN.length, -BETWEEN.length);
}

/** Text with blanks behind it, so that it fills so many columns of a terminal. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
