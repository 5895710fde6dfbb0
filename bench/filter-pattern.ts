import { compileFilterPattern } from '../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../core/filter-pattern/parse.ts';
import type { Figure } from './measure.ts';

/** How long each figure is measured. */
const MEASURE_MS = 300;
/** The clock is read once for this number of lines. */
const LINES_PER_ROUND = 1000;

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

/** Lines per second that filter patterns of each kind match. The floors are the simplest JavaScript that does the same: a search, a
 *  regular expression, `JSON.parse`, a split. */
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

function figure(name: string, inputs: readonly string[], pattern: string, floor: (line: string) => boolean): Figure {
  return {
    name: `filter pattern: ${name}`,
    value: linesPerSecond(inputs, compileFilterPattern(parseFilterPattern(pattern))),
    unit: 'lines/s',
    floor: linesPerSecond(inputs, floor),
  };
}

function linesPerSecond(inputs: readonly string[], matches: (line: string) => boolean): number {
  let matched = 0;
  let read = 0;
  const round = () => {
    for (const line of inputs) if (matches(line)) matched += 1;
    read += inputs.length;
  };
  round();
  if (matched === 0 || matched === inputs.length) throw new Error('The pattern must match some lines, but not all.');
  read = 0;
  const start = performance.now();
  while (performance.now() - start < MEASURE_MS) round();
  return Math.round((read * 1000) / (performance.now() - start));
}

function lines(line: (n: number) => string): readonly string[] {
  return Array.from({ length: LINES_PER_ROUND }, (_, n) => line(n));
}
