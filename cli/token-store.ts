import { Flags } from '@oclif/core';
import { systemClock } from '../core/clock.ts';
import type { TokenStore } from '../lambdas/logs-api/tokens/token-store.ts';
import type { Connection } from './connection.ts';

/** The table that holds the tokens. */
export const tableFlag = Flags.string({
  summary: 'DynamoDB table of the Logs API (an output of its stack)',
  helpValue: 'NAME',
  required: true,
  env: 'LOGS_API_TABLE',
});

export async function openTokenStore(connection: Connection, tableName: string): Promise<TokenStore> {
  const { TokenStore } = await import('../lambdas/logs-api/tokens/token-store.ts');
  return new TokenStore({ client: await connection.dynamoDb(), tableName, clock: systemClock });
}
