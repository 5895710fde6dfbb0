import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../core/clock.ts';
import { RATE_WINDOWS, type RateLimiter } from './rate-limiter.ts';

const WINDOW_SECONDS = 5;
const MAX_PER_SECOND = RATE_WINDOWS[0].maxRequests;
const MAX_PER_WINDOW = RATE_WINDOWS[1].maxRequests;
/** How long DynamoDB keeps a counter. It is longer than a window, because the clocks of hosts differ. */
const TTL_SECONDS = 600;

export interface TableRateLimiterOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
}

/** Counts in the table, for a host with many processes. Each request is one write. An item has a counter for five seconds, and one
 *  for each of these seconds. */
export class TableRateLimiter implements RateLimiter {
  readonly #options: TableRateLimiterOptions;

  constructor(options: TableRateLimiterOptions) {
    this.#options = options;
  }

  async take(tokenId: string): Promise<number> {
    const { client, tableName, clock } = this.#options;
    const second = Math.floor(clock.now() / 1000);
    const window = Math.floor(second / WINDOW_SECONDS);
    const inWindow = second % WINDOW_SECONDS;
    const { Attributes = {} } = await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { pk: `R#${tokenId}`, sk: String(window) },
        UpdateExpression: 'ADD #all :one, #second :one SET expiresAt = :expiresAt',
        ExpressionAttributeNames: { '#all': 'all', '#second': `second${inWindow}` },
        ExpressionAttributeValues: { ':one': 1, ':expiresAt': second + TTL_SECONDS },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    if (Attributes.all > MAX_PER_WINDOW) return WINDOW_SECONDS - inWindow;
    return Attributes[`second${inWindow}`] > MAX_PER_SECOND ? 1 : 0;
  }
}
