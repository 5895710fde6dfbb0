import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

const KEY = { pk: 'K', sk: 'cursors' };
const KEY_BYTES = 32;

/** The key by which cursors are signed. It is made once, by whichever host comes first, and kept in the table: cursors hold
 *  over restarts, and on every host of the table. */
export async function loadCursorKey(client: DynamoDBDocumentClient, tableName: string): Promise<Buffer> {
  const kept = await readKey(client, tableName);
  if (kept) return kept;
  const secret = randomBytes(KEY_BYTES);
  try {
    await client.send(
      new PutCommand({
        TableName: tableName,
        Item: { ...KEY, secret },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return secret;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const others = await readKey(client, tableName);
    if (others) return others;
    throw error;
  }
}

async function readKey(client: DynamoDBDocumentClient, tableName: string): Promise<Buffer | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
  return Item && Buffer.from(Item.secret);
}
