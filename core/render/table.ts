import stringWidth from 'string-width';
import { sanitize } from './sanitize.ts';

export interface Column<Row> {
  readonly heading: string;
  readonly align?: 'right';
  value(row: Row): string;
}

/** A plain table: a heading line, two blanks between the columns, each as wide as its widest value. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map((column) => sanitize(column.value(row))));
  const table = [columns.map((column) => column.heading), ...cells];
  const widths = columns.map((_, index) =>
    table.reduce((width, line) => Math.max(width, stringWidth(line[index] ?? '')), 0),
  );
  return table
    .map((line) =>
      line
        .map((cell, index) => {
          const space = ' '.repeat((widths[index] ?? 0) - stringWidth(cell));
          return columns[index]?.align === 'right' ? space + cell : cell + space;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Text with blanks behind it, so that it fills so many columns of a terminal. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
