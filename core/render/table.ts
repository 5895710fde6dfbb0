import stringWidth from 'string-width';
import { onOneLine } from './sanitize.ts';
import { cut, pad } from './terminal-text.ts';

/** A column of a table, and how a narrow terminal shortens it. */
export interface Column<Row> {
  readonly heading: string;
  readonly align?: 'right';
  /** On a narrow terminal, columns are left out in this order, lowest number first; without a number, the column stays. */
  readonly leaveOut?: number;
  /** Its values are cut when leaving out columns is not enough. */
  readonly cuts?: true;
  value(row: Row): string;
}

/** A column with its heading and values as text, and its width. */
interface MeasuredColumn<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  readonly width: number;
}

const SEPARATOR = '  ';
/** A shorter name would not be useful. The terminal wraps the line instead. */
const MIN_NAME_WIDTH = 8;

/** A plain table: a heading line, two spaces between the columns, each as wide as its widest value.
 *  @param width columns of the terminal; undefined when nothing is cut or left out. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width?: number): string {
  const all = columns.map((column) => measure(column, rows));
  const table = width === undefined ? all : cutNames(leaveOutColumns(all, width), width);
  return [columns, ...rows]
    .map((_, line) =>
      table
        .map(({ column, cells, width }) => {
          const text = cut(cells[line] ?? '', width);
          return column.align === 'right' ? ' '.repeat(width - stringWidth(text)) + text : pad(text, width);
        })
        .join(SEPARATOR)
        .trimEnd(),
    )
    .join('\n');
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]): MeasuredColumn<Row> {
  const cells = [column.heading, ...rows.map((row) => onOneLine(column.value(row)))];
  return { column, cells, width: cells.reduce((widest, cell) => Math.max(widest, stringWidth(cell)), 0) };
}

/** Names count as half of the terminal at most, so that a long name does not displace all other columns. */
function leaveOutColumns<Row>(table: readonly MeasuredColumn<Row>[], width: number): readonly MeasuredColumn<Row>[] {
  const narrowed = table.map(({ column, width: own }) => ({
    column,
    width: column.cuts ? Math.min(own, Math.floor(width / 2)) : own,
  }));
  const ranks = new Set(table.flatMap(({ column: { leaveOut } }) => leaveOut ?? []));
  let leftOut = 0;
  for (const rank of [...ranks].sort((a, b) => a - b)) {
    if (tableWidth(narrowed.filter(({ column }) => stays(column, leftOut))) <= width) break;
    leftOut = rank;
  }
  return table.filter(({ column }) => stays(column, leftOut));
}

function stays({ leaveOut = Number.POSITIVE_INFINITY }: Column<never>, leftOut: number): boolean {
  return leaveOut > leftOut;
}

function cutNames<Row>(table: readonly MeasuredColumn<Row>[], width: number): readonly MeasuredColumn<Row>[] {
  let excess = Math.max(0, tableWidth(table) - width);
  return table.map((measured) => {
    if (!measured.column.cuts) return measured;
    const cutTo = Math.max(Math.min(measured.width, MIN_NAME_WIDTH), measured.width - excess);
    excess -= measured.width - cutTo;
    return { ...measured, width: cutTo };
  });
}

function tableWidth(table: readonly { readonly width: number }[]): number {
  return table.reduce((sum, { width }) => sum + width + SEPARATOR.length, -SEPARATOR.length);
}
