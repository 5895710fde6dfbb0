import { type RouteRow, renderFunctionUsage, renderRouteUsage } from '../../core/render/usage-tables.ts';
import type { FunctionCost } from '../../core/usage/cost.ts';
import type { Usage } from '../../core/usage/usage.ts';

/** The rows of one table, and their total. */
interface UsageTable<Row> {
  readonly rows: readonly Row[];
  readonly total: Row;
}

export interface UsageReport {
  /** Undefined when no function ran, or functions are not wanted. */
  readonly functions: UsageTable<FunctionCost> | undefined;
  /** Undefined when there was no request, or routes are not wanted. */
  readonly routes: UsageTable<RouteRow> | undefined;
}

/** @param costs the cost of each function in the usage.
 *  @param by the wanted table. @default both */
export function usageReport(
  { allFunctions, routes, allRoutes }: Usage,
  costs: readonly FunctionCost[],
  by?: 'function' | 'route',
): UsageReport {
  const estimatedCostUsd = costs.reduce((sum, row) => sum + row.estimatedCostUsd, 0);
  const hasFunctions = by !== 'route' && costs.length > 0;
  const hasRoutes = by !== 'function' && routes.length > 0;
  return {
    functions: hasFunctions ? { rows: costs, total: { name: 'total', ...allFunctions, estimatedCostUsd } } : undefined,
    routes: hasRoutes ? { rows: routes, total: { name: 'total', ...allRoutes } } : undefined,
  };
}

/** @param width the columns of the terminal; undefined cuts nothing. */
export function usageText({ functions, routes }: UsageReport, width: number | undefined): string {
  const tables = [
    ...(functions ? [renderFunctionUsage(functions.rows, functions.total, width)] : []),
    ...(routes ? [renderRouteUsage(routes.rows, routes.total, width)] : []),
  ];
  return `${tables.join('\n\n')}\n`;
}

/** One object per line. The last line of each table is its total. */
export function usageJson({ functions, routes }: UsageReport): string {
  return jsonLines('function', functions) + jsonLines('route', routes);
}

function jsonLines(by: 'function' | 'route', table: UsageTable<FunctionCost | RouteRow> | undefined): string {
  if (!table) return '';
  const lines = [...table.rows.map((row) => ({ by, ...row })), { by, total: true, ...table.total }];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
