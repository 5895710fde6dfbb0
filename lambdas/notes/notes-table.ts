import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Note } from './note.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.NOTES_TABLE;

export const notesTable = {
  async put(note: Note): Promise<void> {
    await client.send(new PutCommand({ TableName, Item: note }));
  },

  async get(noteId: string): Promise<Note | undefined> {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { noteId } }));
    return Item as Note | undefined;
  },

  /** Notes in no particular order; one page is enough for a sample. */
  async list(limit: number): Promise<Note[]> {
    const { Items } = await client.send(new ScanCommand({ TableName, Limit: limit }));
    return (Items ?? []) as Note[];
  },

  /** @returns the updated note; undefined when the note does not exist. */
  async setContent(noteId: string, content: string, updatedAt: string): Promise<Note | undefined> {
    return ifExists(async () => {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName,
          Key: { noteId },
          UpdateExpression: 'SET content = :content, updatedAt = :updatedAt',
          ConditionExpression: 'attribute_exists(noteId)',
          ExpressionAttributeValues: { ':content': content, ':updatedAt': updatedAt },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Attributes as Note;
    });
  },

  /** @returns whether the note existed. */
  async delete(noteId: string): Promise<boolean> {
    const deleted = await ifExists(async () => {
      await client.send(
        new DeleteCommand({ TableName, Key: { noteId }, ConditionExpression: 'attribute_exists(noteId)' }),
      );
      return true;
    });
    return deleted ?? false;
  },
};

async function ifExists<T>(change: () => Promise<T>): Promise<T | undefined> {
  try {
    return await change();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
