import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

const CURSOR_KEY_ITEM = { pk: 'K', sk: 'cursors' };
const KEY_BYTES = 32;

/** Loads the key that signs cursors. The first host creates it and stores it in the table, so cursors stay valid after a
 *  restart and on every host of the table. */
export async function loadCursorKey(client: DynamoDBDocumentClient, tableName: string): Promise<Buffer> {
  const existing = await readKey(client, tableName);
  if (existing) return existing;
  const secret = randomBytes(KEY_BYTES);
  try {
    await client.send(
      new PutCommand({
        TableName: tableName,
        Item: { ...CURSOR_KEY_ITEM, secret },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return secret;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Another host has created it at the same time.
    const created = await readKey(client, tableName);
    if (created) return created;
    throw error;
  }
}

async function readKey(client: DynamoDBDocumentClient, tableName: string): Promise<Buffer | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: CURSOR_KEY_ITEM, ConsistentRead: true }),
  );
  return Item && Buffer.from(Item.secret);
}
