import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../core/parse/parse-event.ts';
import { recordTextRenderer } from '../../../core/render/record-text.ts';

const ID = '8f507cfc-3b2e-4a3c-9a0e-6f2d1c0b9a8e';
const sources = [{ group: 'g', label: 'notes-get' }];
const at = Date.UTC(2026, 10, 21, 14, 2, 11, 480);

function render(message: string, options: { width?: number; color?: boolean; group?: string } = {}): string {
  const { group = 'g', color = false, ...rest } = options;
  const record = parseEvent({ group, stream: 's', timestamp: at, ingestionTime: at, message });
  return recordTextRenderer({ sources, color, timeZone: 'UTC', today: at, ...rest })(record);
}

describe('a line of a function', () => {
  it.each([
    [
      'an object that was logged as JSON: the message, then key=value',
      JSON.stringify({
        timestamp: 't',
        level: 'INFO',
        requestId: ID,
        message: { message: 'note created', noteId: '6f1c', why: 'a b' },
      }),
      '14:02:11.480  notes-get  INFO    note created  noteId=6f1c  why="a b"  8f507cfc',
    ],
    [
      "the helper's record of a call, without the bodies",
      JSON.stringify({
        level: 'INFO',
        function_request_id: ID,
        message: 'api.call',
        apiCall: { method: 'POST', route: '/notes', status: 201, latencyMs: 35, userId: null, request: '{"a":1}' },
      }),
      '14:02:11.480  notes-get  INFO    api.call POST /notes  201  35 ms  8f507cfc',
    ],
    [
      'a captured step: its duration and result, but not what the message already says',
      JSON.stringify({
        level: 'DEBUG',
        message: 'end price',
        capture: { phase: 'end', point: 'step', name: 'price', pair: 2, durationMs: 4.25 },
        result: { cents: 5 },
      }),
      '14:02:11.480  notes-get  DEBUG   end price  4.3 ms  result={"cents":5}',
    ],
    [
      'a field with the name capture that is not from the helper',
      JSON.stringify({ level: 'INFO', message: 'x', capture: { phase: 'end' } }),
      '14:02:11.480  notes-get  INFO    x  capture={"phase":"end"}',
    ],
    [
      'an error with its stack on lines of its own',
      JSON.stringify({
        level: 'ERROR',
        requestId: ID,
        message: {
          errorType: 'TypeError',
          errorMessage: 'no content',
          stackTrace: ['TypeError: no content', '    at handler (get.ts:14:22)'],
        },
      }),
      '14:02:11.480  notes-get  ERROR   TypeError: no content  8f507cfc\n                                   at handler (get.ts:14:22)',
    ],
    [
      'a console line in text format',
      `2026-11-21T14:02:11.480Z\t${ID}\tWARN\tslow\n`,
      '14:02:11.480  notes-get  WARN    slow  8f507cfc',
    ],
    [
      'a REPORT line with duration, memory and cold start',
      `REPORT RequestId: ${ID}\tDuration: 17.20 ms\tBilled Duration: 18 ms\tMemory Size: 256 MB\tMax Memory Used: 92 MB\tInit Duration: 212.34 ms\t\n`,
      '14:02:11.480  notes-get  REPORT  17 ms  92 of 256 MB  cold start 212 ms  8f507cfc',
    ],
    ['a line in an unknown format, unchanged', 'plain text', '14:02:11.480  notes-get          plain text'],
    ['invalid JSON, unchanged', '{"level":', '14:02:11.480  notes-get          {"level":'],
  ])('shows %s', (_, message, expected) => {
    expect(render(message)).toBe(expected);
  });

  it('indents the lines of a message after the first', () => {
    expect(render('first\nsecond\r\nthird').split('\n')).toEqual([
      '14:02:11.480  notes-get          first',
      '                                   second',
      '                                   third',
    ]);
  });
});

describe('untrusted text', () => {
  it('cannot control the terminal through a message, field, request id or group name', () => {
    const unsafe = '\u001b[2Jgone\u202e';
    for (const line of [
      render(unsafe),
      render(JSON.stringify({ level: 'INFO', [unsafe]: unsafe, requestId: unsafe, message: unsafe })),
      render('x', { group: unsafe }),
    ]) {
      expect(line).not.toContain('\u001b');
      expect(line).not.toContain('\u202e');
    }
  });
});

describe('on a terminal', () => {
  it('fits the width, marks a cut, and keeps the request id at the end', () => {
    const line = render(JSON.stringify({ level: 'INFO', requestId: ID, message: '長い'.repeat(60) }), { width: 80 });
    expect(stringWidth(line)).toBe(80);
    expect(line).toMatch(/… {2}8f507cfc$| {3}8f507cfc$/);
  });

  it('fits the width when the text has tabs, which are unchanged in a pipe', () => {
    const message = `a\tb\tc\n\tat x\t${'y'.repeat(80)}`;
    const lines = render(message, { width: 60 }).split('\n');
    expect(lines[0]).toBe('14:02:11.480  notes-get          a       b       c');
    expect(lines[1]).toMatch(/^ {43}at x {4}y+…$/);
    expect(lines[1]).toHaveLength(60);
    expect(render(message)).toContain('a\tb\tc');
  });

  it('uses colours only with the option color', () => {
    const message = JSON.stringify({ level: 'ERROR', requestId: ID, message: 'x' });
    expect(render(message, { color: true })).toContain('\u001b[31m');
    expect(render(message)).not.toContain('\u001b');
  });
});

describe('an event with many lines', () => {
  const message = Array.from({ length: 500 }, (_, n) => `line ${n}`).join('\n');

  it('shows the first lines on a terminal, and the number of the others', () => {
    const lines = render(message, { width: 80 }).split('\n');
    expect(lines).toHaveLength(201);
    expect(lines[199]).toMatch(/^ +line 199$/);
    expect(lines[200]).toMatch(/^ +… 300 more lines$/);
  });

  it('shows all lines in a pipe', () => {
    expect(render(message).split('\n')).toHaveLength(500);
  });
});

describe('the heading with the day', () => {
  const MINUTE = 60_000;
  const midnight = Date.UTC(2026, 10, 21);
  const days = (
    timestamps: readonly number[],
    options: { today?: number; timeZone?: string; color?: boolean } = {},
  ) => {
    const show = recordTextRenderer({ sources, color: false, timeZone: 'UTC', today: at, ...options });
    return timestamps
      .map((timestamp) =>
        show(parseEvent({ group: 'g', stream: 's', timestamp, ingestionTime: timestamp, message: 'x' })),
      )
      .join('\n')
      .split('\n')
      .map((line) => line.replace(/ {2}notes-get.*/, ''));
  };

  it('does not come before lines of today', () => {
    expect(days([midnight, at])).toEqual(['00:00:00.000', '14:02:11.480']);
  });

  it('comes before the first line of each other day', () => {
    expect(days([midnight - 1441 * MINUTE, midnight - 1440 * MINUTE, midnight - 1, midnight, midnight + 1])).toEqual([
      '— Thu 2026-11-19 —',
      '23:59:00.000',
      '— Fri 2026-11-20 —',
      '00:00:00.000',
      '23:59:59.999',
      '— Sat 2026-11-21 —',
      '00:00:00.000',
      '00:00:00.001',
    ]);
  });

  it('comes at midnight while lines are followed, and again for a late line', () => {
    expect(days([midnight - 1, midnight, midnight - 2], { today: midnight - MINUTE })).toEqual([
      '23:59:59.999',
      '— Sat 2026-11-21 —',
      '00:00:00.000',
      '— Fri 2026-11-20 —',
      '23:59:59.998',
    ]);
  });

  it('has the day in the time zone of the output', () => {
    const timestamps = [midnight - MINUTE, midnight + MINUTE];
    expect(days(timestamps, { timeZone: 'Asia/Kolkata' })).toEqual(['05:29:00.000', '05:31:00.000']);
    expect(days(timestamps, { timeZone: 'America/New_York' })).toEqual([
      '— Fri 2026-11-20 —',
      '18:59:00.000',
      '19:01:00.000',
    ]);
    expect(
      days([Date.UTC(2026, 10, 21, 18, 29), Date.UTC(2026, 10, 21, 18, 30)], { timeZone: 'Asia/Kolkata' }),
    ).toEqual(['23:59:00.000', '— Sun 2026-11-22 —', '00:00:00.000']);
  });

  it('is dim with colours', () => {
    expect(days([midnight - 1], { color: true })[0]).toBe('\u001b[2m— Fri 2026-11-20 —\u001b[22m');
  });
});
