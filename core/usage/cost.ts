import type { FunctionUsage } from './function-tally.ts';
import { type Architecture, priceOf } from './prices.ts';

/** The usage of one function, or (without an architecture) of several together. */
export interface FunctionCost extends FunctionUsage {
  readonly name: string;
  /** Undefined when it is not known: the cost is then that of x86_64. */
  readonly architecture?: Architecture | undefined;
  /** US dollars, on demand, without the free tier. */
  readonly estimatedCostUsd: number;
}

/** What functions cost in a region.
 *  @param architectures by the name of the function. */
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
