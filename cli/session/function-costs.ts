import { joinNames } from '../../core/join-names.ts';
import { costOf, type FunctionCost } from '../../core/usage/cost.ts';
import { type Architecture, priceRegion } from '../../core/usage/prices.ts';
import type { Usage } from '../../core/usage/usage.ts';
import { notice } from '../output/stdio.ts';
import type { Connection } from './connection.ts';

/** The cost of each function in the usage, at the prices of the region. Notices on stderr name what had to be assumed. */
export async function functionCosts(
  { functions }: Usage,
  connection: Connection,
  region: string,
): Promise<readonly FunctionCost[]> {
  if (functions.length === 0) return [];
  const names = functions.map(({ name }) => name);
  const architectures = await functionArchitectures(names, connection);
  const pricedRegion = priceRegion(region);
  if (pricedRegion !== region)
    notice(`The Lambda prices of ${region} are unknown; the cost uses those of ${pricedRegion}.`);
  const unknown = names.filter((name) => !architectures.has(name));
  if (unknown.length > 0)
    notice(`The architecture of ${joinNames(unknown)} cannot be read; the cost uses the price of x86_64.`);
  return costOf(functions, region, architectures);
}

/** The configured architectures, by function name. Functions that were deleted, or that these credentials may not read, are
 *  left out: the estimate must not fail because of them. */
async function functionArchitectures(
  names: readonly string[],
  connection: Connection,
): Promise<ReadonlyMap<string, Architecture>> {
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  const client = await connection.lambda();
  const found = new Map<string, Architecture>();
  const read = async (name: string) => {
    const { Architectures } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    if (Architectures?.[0] !== undefined) found.set(name, Architectures[0]);
  };
  await Promise.allSettled(names.filter((name) => /^[A-Za-z0-9-_]{1,64}$/.test(name)).map(read));
  return found;
}
