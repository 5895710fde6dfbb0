import { describe, expect, it } from 'vitest';
import { type RouteRow, renderBar, renderFunctionUsage, renderRouteUsage } from '../../../core/render/usage-tables.ts';
import type { FunctionCost } from '../../../core/usage/cost.ts';

const quantiles = (p50: number, p95: number, p99: number, max: number) => ({ p50, p95, p99, max });
const FUNCTION: FunctionCost = {
  name: 'notes-create',
  invocations: 1200,
  errors: 12,
  coldStarts: 30,
  durationMs: quantiles(0.42, 998, 9994, 9999),
  memorySizeMB: 512,
  maxMemoryUsedMB: 92,
  billedGbSeconds: 10.1,
  estimatedCostUsd: 0.000208,
};
const ROUTE: RouteRow = {
  name: 'GET /notes/{noteId}',
  requests: 3,
  clientErrors: 1,
  errors: 1,
  latencyMs: quantiles(20, 999.4, 999.5, 12_345),
};
const functions = (width?: number) =>
  renderFunctionUsage([FUNCTION, { ...FUNCTION, name: 'notes-get' }], { ...FUNCTION, name: 'total' }, width);
const headings = (text: string) => text.split('\n')[0]?.trim().split(/ {2,}/);

describe('usage on a terminal', () => {
  it.each([
    [
      200,
      'all columns',
      ['FUNCTION', 'INVOCATIONS', 'ERRORS', 'COLD', 'P50', 'P95', 'P99', 'MAX', 'MEMORY', 'GB-SECONDS', 'COST'],
    ],
    [
      120,
      'no P50 and P99',
      ['FUNCTION', 'INVOCATIONS', 'ERRORS', 'COLD', 'P95', 'MAX', 'MEMORY', 'GB-SECONDS', 'COST'],
    ],
    [100, 'no GB-seconds', ['FUNCTION', 'INVOCATIONS', 'ERRORS', 'COLD', 'P95', 'MAX', 'MEMORY', 'COST']],
    [80, 'no memory', ['FUNCTION', 'INVOCATIONS', 'ERRORS', 'COLD', 'P95', 'MAX', 'COST']],
  ])('of %i columns has %s', (width, _, expected) => {
    expect(headings(functions(width))).toEqual(expected);
    for (const line of functions(width).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('leaves out the bar first', () => {
    const whole = Math.max(
      ...functions()
        .split('\n')
        .map((line) => line.length),
    );
    expect(functions(whole)).toContain('█');
    expect(functions(whole - 1)).not.toContain('█');
    expect(headings(functions(whole - 1))).toEqual(headings(functions()));
  });

  it('fits 80 columns with routes', () => {
    const lines = renderRouteUsage([ROUTE], ROUTE, 80).split('\n');
    expect(lines).toEqual([
      'ROUTE                REQUESTS       4XX       5XX    P50     P95     P99     MAX',
      'GET /notes/{noteId}         3  1 (33 %)  1 (33 %)  20 ms  999 ms  1.00 s  12.3 s',
    ]);
  });

  it('has all columns in a pipe', () => {
    expect(functions()).toContain('█');
    expect(headings(functions())).toHaveLength(11);
  });
});

it('shows durations from one second on in seconds', () => {
  expect(functions()).toMatch(/ 0\.4 ms {2}998 ms {2}9\.99 s {2}10\.0 s /);
});

describe('a bar', () => {
  it('fills its share of the columns, with a precision of an eighth', () => {
    expect(renderBar(1, 4)).toBe('████');
    expect(renderBar(0.5, 4)).toBe('██');
    expect(renderBar(0.53125, 4)).toBe('██▏');
    expect(renderBar(0.96875, 4)).toBe('███▉');
  });

  it('shows an eighth for a very small share, and nothing for 0', () => {
    expect(renderBar(0.000_001, 4)).toBe('▏');
    expect(renderBar(0, 4)).toBe('');
    expect(renderBar(2, 4)).toBe('████');
    expect(renderBar(-1, 4)).toBe('');
  });
});
