import { Flags } from '@oclif/core';
import { systemClock } from '../../core/clock.ts';
import { orIfDenied } from '../../core/targets/errors.ts';
import { nearestNames } from '../../core/targets/nearest-names.ts';
import { EXIT } from '../../core/user-error.ts';
import type { TokenStore } from '../../logs-api/tokens/token-store.ts';
import { stackNames, stackResources } from '../aws-account/stack-resources.ts';
import { CliError } from '../errors.ts';
import type { Connection } from '../session/connection.ts';

/** The table with the tokens of a Logs API. */
export const tableFlag = Flags.string({
  summary: 'DynamoDB table of the Logs API, or stack:NAME for the table of that stack',
  helpValue: 'NAME',
  required: true,
  env: 'LOGS_API_TABLE',
});

/** Resolves the value of --table to the name of a table.
 *  @throws CliError when the stack does not exist, or has no table or several. */
export async function tableName(connection: Connection, table: string): Promise<string> {
  const [, stack] = /^stack:(.+)$/.exec(table) ?? [];
  if (stack === undefined) return table;
  const client = await connection.cloudFormation();
  const resources = await stackResources(client, stack);
  if (resources === undefined) {
    const names = nearestNames(stack, await orIfDenied(stackNames(client), () => []));
    const known = names.length > 0 ? `Nearest: ${names.map((name) => `stack:${name}`).join(', ')}. ` : '';
    throw new CliError(EXIT.TARGET_NOT_FOUND, `There is no stack "${stack}".`, `${known}Check --table and the region.`);
  }
  const tables = resources
    .filter(({ type }) => /^AWS::DynamoDB::(Global)?Table$/.test(type))
    .map(({ physicalId }) => physicalId);
  const [only] = tables;
  if (only !== undefined && tables.length === 1) return only;
  if (only === undefined)
    throw new CliError(EXIT.TARGET_NOT_FOUND, `The stack "${stack}" has no table.`, 'Name the stack of the Logs API.');
  throw new CliError(
    EXIT.TARGET_NOT_FOUND,
    `The stack "${stack}" has ${tables.length} tables.`,
    `Name one: ${tables.map((name) => `--table ${name}`).join(', ')}.`,
  );
}

/** @param table the value of --table. */
export async function openTokenStore(connection: Connection, table: string): Promise<TokenStore> {
  const { TokenStore } = await import('../../logs-api/tokens/token-store.ts');
  return new TokenStore({
    client: await connection.dynamoDb(),
    tableName: await tableName(connection, table),
    clock: systemClock,
  });
}
