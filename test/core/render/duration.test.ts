import { expect, it } from 'vitest';
import { formatAge, formatDuration, formatLatency, formatMeasuredMs } from '../../../core/render/duration.ts';

it.each([
  [0.42, '0.4 ms', '0.4 ms', '0.4 ms'],
  [5, '5 ms', '5.0 ms', '5.0 ms'],
  [19, '19 ms', '19 ms', '19 ms'],
  [1250, '1250 ms', '1250 ms', '1.25 s'],
  [10_040, '10040 ms', '10040 ms', '10.0 s'],
])('%d ms as a latency, a measured duration and a duration in a table', (value, latency, measured, duration) => {
  expect([formatLatency(value), formatMeasuredMs(value), formatDuration(value)]).toEqual([latency, measured, duration]);
});

it.each([
  [-1, '0s'],
  [999, '0s'],
  [12_999, '12s'],
  [7_200_000, '2h'],
  [300_000_000, '3d'],
])('%d ms as an age', (value, expected) => {
  expect(formatAge(value)).toBe(expected);
});
