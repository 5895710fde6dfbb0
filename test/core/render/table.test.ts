import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { type Column, renderTable } from '../../../core/render/table.ts';

interface Row {
  readonly name: string;
  readonly bytes: number;
}
const NAME = 'NotesApi-notescreateLogs588CE87B-4QRDUHH9N8JI';
const ROWS: Row[] = [
  { name: NAME, bytes: 3500 },
  { name: 'short', bytes: 20 },
];
const COLUMNS: Column<Row>[] = [
  { heading: 'LOG GROUP', cuts: true, value: ({ name }) => name },
  { heading: 'BYTES', align: 'right', value: ({ bytes }) => String(bytes) },
  { heading: 'HALF', align: 'right', leaveOut: 2, value: ({ bytes }) => String(bytes / 2) },
  { heading: 'BAR', leaveOut: 1, value: ({ bytes }) => '█'.repeat(bytes / 500) },
];
const table = (width?: number) => renderTable(ROWS, COLUMNS, width).split('\n');

describe('a table', () => {
  it('is as wide as its values in a pipe', () => {
    expect(table()).toEqual([
      'LOG GROUP                                      BYTES  HALF  BAR',
      `${NAME}   3500  1750  ███████`,
      'short                                             20    10',
    ]);
  });

  it('is the same on a terminal that is wide enough', () => {
    expect(table(67)).toEqual(table());
  });

  it('leaves out columns in order, then cuts names', () => {
    expect(table(66)[1]).toBe(`${NAME.slice(0, 43)}…   3500  1750  ███████`);
    expect(table(40)).toEqual([
      'LOG GROUP                    BYTES  HALF',
      'NotesApi-notescreateLogs58…   3500  1750',
      'short                           20    10',
    ]);
    expect(table(24)).toEqual(['LOG GROUP          BYTES', 'NotesApi-notescr…   3500', 'short                 20']);
  });

  it('has each row on one line, for any name', () => {
    expect(renderTable([{ name: 'a\tb\nc', bytes: 1 }], COLUMNS.slice(0, 2))).toBe(
      'LOG GROUP  BYTES\na b c          1',
    );
  });

  it('is never wider than the terminal, if its numbers fit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }), bytes: fc.nat(9999) }), { minLength: 1 }),
        fc.integer({ min: 15, max: 100 }),
        (rows, width) => {
          for (const line of renderTable(rows, COLUMNS, width).split('\n'))
            expect(stringWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
