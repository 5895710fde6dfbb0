import { compileFilterPattern } from '../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../core/filter-pattern/parse.ts';
import type { Figure } from './measure.ts';

/** Milliseconds for which each figure is measured, and the lines of a round between two looks at the clock. */
const MEASURE_MS = 300;
const ROUND_LINES = 1000;

const JSON_LINES = lines((n) =>
  JSON.stringify({
    timestamp: '2026-11-21T14:02:11.480Z',
    level: n % 10 === 0 ? 'ERROR' : 'INFO',
    message: 'note created',
    requestId: `4b9e2c1a-77d0-4f3a-9c55-${String(n).padStart(12, '0')}`,
    latency: n % 200,
    note: { id: n, tags: ['a', 'b'] },
  }),
);

const ACCESS_LINES = lines(
  (n) =>
    `203.0.113.${n % 256} - frank [21/Nov/2026:14:02:11 +0000] "GET /notes/${n} HTTP/1.1" ${n % 10 === 0 ? 404 : 200} ${n}`,
);

/** Lines a second that are matched against a term, a regular expression, a JSON pattern and a space-delimited one. The
 *  floors are the plainest JavaScript that reads a line as far: a search, `JSON.parse`, a split. */
export async function benchFilterPattern(): Promise<Figure[]> {
  return [
    figure('term', JSON_LINES, 'ERROR', (line) => line.includes('ERROR')),
    figure('regular expression', JSON_LINES, '%ERROR|WARN%', (line) => /ERROR|WARN/.test(line)),
    figure('JSON', JSON_LINES, '{ $.level = "ERROR" && $.latency >= 100 }', (line) => {
      const { level, latency } = JSON.parse(line) as { level: string; latency: number };
      return level === 'ERROR' && latency >= 100;
    }),
    figure('space-delimited', ACCESS_LINES, '[..., request = *notes*, status = 4*, size > 500]', (line) => {
      const fields = line.split(' ');
      return fields[8]?.startsWith('4') === true && Number(fields[9]) > 500;
    }),
  ];
}

function figure(name: string, of: readonly string[], pattern: string, floor: (line: string) => boolean): Figure {
  return {
    name: `filter pattern: ${name}`,
    value: linesPerSecond(of, compileFilterPattern(parseFilterPattern(pattern))),
    unit: 'lines/s',
    floor: linesPerSecond(of, floor),
  };
}

function linesPerSecond(of: readonly string[], matches: (line: string) => boolean): number {
  let matched = 0;
  let read = 0;
  const round = () => {
    for (const line of of) if (matches(line)) matched += 1;
    read += of.length;
  };
  round();
  if (matched === 0 || matched === of.length) throw new Error('The pattern has to match some lines, and not all.');
  read = 0;
  const start = performance.now();
  while (performance.now() - start < MEASURE_MS) round();
  return Math.round((read * 1000) / (performance.now() - start));
}

function lines(line: (n: number) => string): readonly string[] {
  return Array.from({ length: ROUND_LINES }, (_, n) => line(n));
}
