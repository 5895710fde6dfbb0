import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { CallIndex } from '../../logs-api/calls/call-index.ts';
import { indexEvents } from '../../logs-api/calls/index-events.ts';
import { indexerSettings } from './indexer-settings.ts';
import { readSubscriptionEvent } from './subscription-event.ts';

const { tableName, retentionDays, ownLogGroups } = indexerSettings(process.env);
const index = new CallIndex({
  client: DynamoDBDocumentClient.from(new DynamoDBClient({})),
  tableName,
  retentionDays,
});

/** Puts the API calls among the log events that are delivered into the table. When it fails, Lambda tries the same delivery
 *  again, which changes nothing of what was written, and hands it to the dead letters in the end. */
export async function handler(event: CloudWatchLogsEvent): Promise<void> {
  const events = await readSubscriptionEvent(event);
  // Our own lines would lead to lines about them, without an end.
  await indexEvents(
    index,
    events.filter(({ group }) => !ownLogGroups.has(group)),
  );
}
