import type { FunctionCost } from '../usage/cost.ts';
import type { Quantiles } from '../usage/durations.ts';
import type { FunctionUsage } from '../usage/function-tally.ts';
import type { RouteUsage } from '../usage/route-tally.ts';
import { formatDuration } from './duration.ts';
import { type Column, renderTable } from './table.ts';

/** The usage of a route, with the name that the table shows. */
export interface RouteRow extends RouteUsage {
  readonly name: string;
}

const BAR_COLUMNS = 16;
/** The columns that a narrow terminal leaves out, lowest numbers first. */
const LEAVE_OUT = { bar: 1, otherQuantiles: 2, gbSeconds: 3, memory: 4, coldStarts: 5 } as const;

/** A row for each function, and a row for the total when there are several; the bars compare invocations.
 *  @param width columns of the terminal; undefined when no column is left out. */
export function renderFunctionUsage(rows: readonly FunctionCost[], total: FunctionCost, width?: number): string {
  const most = Math.max(...rows.map((row) => row.invocations));
  const columns: Column<FunctionCost>[] = [
    { heading: 'FUNCTION', cuts: true, value: (row) => row.name },
    { heading: 'INVOCATIONS', align: 'right', value: (row) => count(row.invocations) },
    {
      heading: '',
      leaveOut: LEAVE_OUT.bar,
      value: (row) => (row === total ? '' : renderBar(row.invocations / most, BAR_COLUMNS)),
    },
    { heading: 'ERRORS', align: 'right', value: (row) => countWithShare(row.errors, row.invocations) },
    {
      heading: 'COLD',
      align: 'right',
      leaveOut: LEAVE_OUT.coldStarts,
      value: (row) => countWithShare(row.coldStarts, row.invocations),
    },
    ...quantileColumns<FunctionCost>((row) => row.durationMs),
    {
      heading: 'MEMORY',
      align: 'right',
      leaveOut: LEAVE_OUT.memory,
      value: (row) => (row === total ? '' : memory(row)),
    },
    {
      heading: 'GB-SECONDS',
      align: 'right',
      leaveOut: LEAVE_OUT.gbSeconds,
      value: (row) => significant(row.billedGbSeconds),
    },
    { heading: 'COST', align: 'right', value: (row) => dollars(row.estimatedCostUsd) },
  ];
  return renderTable(rows.length > 1 ? [...rows, total] : rows, columns, width);
}

/** A row for each route, and a row for the total when there are several; the bars compare requests.
 *  @param width columns of the terminal; undefined when no column is left out. */
export function renderRouteUsage(rows: readonly RouteRow[], total: RouteRow, width?: number): string {
  const most = Math.max(...rows.map((row) => row.requests));
  const columns: Column<RouteRow>[] = [
    { heading: 'ROUTE', cuts: true, value: (row) => row.name },
    { heading: 'REQUESTS', align: 'right', value: (row) => count(row.requests) },
    {
      heading: '',
      leaveOut: LEAVE_OUT.bar,
      value: (row) => (row === total ? '' : renderBar(row.requests / most, BAR_COLUMNS)),
    },
    { heading: '4XX', align: 'right', value: (row) => countWithShare(row.clientErrors, row.requests) },
    { heading: '5XX', align: 'right', value: (row) => countWithShare(row.errors, row.requests) },
    ...quantileColumns<RouteRow>((row) => row.latencyMs),
  ];
  return renderTable(rows.length > 1 ? [...rows, total] : rows, columns, width);
}

function quantileColumns<Row>(quantilesOf: (row: Row) => Quantiles | null): Column<Row>[] {
  return (['p50', 'p95', 'p99', 'max'] as const).map((name) => ({
    heading: name.toUpperCase(),
    align: 'right',
    ...((name === 'p50' || name === 'p99') && { leaveOut: LEAVE_OUT.otherQuantiles }),
    value: (row) => {
      const value = quantilesOf(row)?.[name];
      return value === undefined ? NO_VALUE : formatDuration(value);
    },
  }));
}

const NO_VALUE = '-';

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A count and its share: `3 (0.2 %)`; `0` without a share. */
function countWithShare(value: number, total: number): string {
  return value === 0 ? '0' : `${count(value)} (${percent(value / total)})`;
}

function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 ? value.toFixed(0) : value < 0.1 ? '<0.1' : value.toFixed(1)} %`;
}

function memory({ maxMemoryUsedMB: used, memorySizeMB: size }: FunctionUsage): string {
  if (used === null || size === null) return NO_VALUE;
  return `${used} of ${size} MB (${percent(used / size)})`;
}

/** A number with three significant digits, or without decimals from 100 on: `1,234`, `12.3`, `0.00456`. */
function significant(value: number): string {
  return value.toLocaleString('en-US', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}

function dollars(value: number): string {
  if (value >= 0.01 || value === 0)
    return `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  return `$${significant(value)}`;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A bar that fills a share (0 to 1) of the columns, with a precision of an eighth of a column. Any share above 0 shows at least an
 *  eighth. */
export function renderBar(share: number, columns: number): string {
  const eighths = Math.round(Math.min(Math.max(share, 0), 1) * columns * 8);
  const shown = share > 0 ? Math.max(1, eighths) : 0;
  return '█'.repeat(Math.floor(shown / 8)) + (EIGHTHS[shown % 8] ?? '');
}
