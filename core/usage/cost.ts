import type { FunctionUsage } from './function-tally.ts';
import { type Architecture, priceOf } from './prices.ts';

/** The usage and cost of one function, or of several functions together (then without an architecture). */
export interface FunctionCost extends FunctionUsage {
  readonly name: string;
  /** Undefined when it is unknown: the cost is then computed for x86_64. */
  readonly architecture?: Architecture | undefined;
  /** US dollars, with on-demand prices and without the free tier. */
  readonly estimatedCostUsd: number;
}

/** Computes the cost of functions in a region.
 *  @param architectures by function name. */
export function costOf(
  functions: readonly (FunctionUsage & { readonly name: string })[],
  region: string,
  architectures: ReadonlyMap<string, Architecture>,
): FunctionCost[] {
  return functions.map((usage) => {
    const architecture = architectures.get(usage.name);
    const { perRequest, perGbSecond } = priceOf(region, architecture ?? 'x86_64');
    const estimatedCostUsd = usage.invocations * perRequest + usage.billedGbSeconds * perGbSecond;
    return { ...usage, architecture, estimatedCostUsd };
  });
}
