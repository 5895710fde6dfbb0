import type { Architecture } from '../../core/usage/prices.ts';
import type { Connection } from './connection.ts';

/** The architectures that functions are configured with, by name. A function that is gone by now, or that these credentials
 *  may not ask for, is not among them: an estimate must not fail for it. */
export async function architecturesOf(
  names: readonly string[],
  connection: Connection,
): Promise<ReadonlyMap<string, Architecture>> {
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  const client = await connection.lambda();
  const found = new Map<string, Architecture>();
  const ask = async (name: string) => {
    const { Architectures } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    if (Architectures?.[0] !== undefined) found.set(name, Architectures[0]);
  };
  await Promise.allSettled(names.filter((name) => /^[A-Za-z0-9-_]{1,64}$/.test(name)).map(ask));
  return found;
}
