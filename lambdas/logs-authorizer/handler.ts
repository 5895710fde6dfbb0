import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { tableClient } from '../../logs-api/table-client.ts';
import { TokenStore } from '../../logs-api/tokens/token-store.ts';
import { authorizerResult } from './caller-context.ts';

const tableName = process.env.LOGS_TABLE;
if (!tableName) throw new Error('LOGS_TABLE is not set. Set it to the name of the table of the Logs API.');

const tokens = new TokenStore({
  client: tableClient(),
  tableName,
  clock: systemClock,
});

/** Allows requests with a valid token. The API itself checks the scopes. */
export async function handler(event: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const caller = await tokens.verify(event.authorizationToken);
  // API Gateway responds to exactly this message with 401, and to any other error with 500.
  if (!caller) throw new Error('Unauthorized');
  return authorizerResult(caller, event.methodArn);
}
