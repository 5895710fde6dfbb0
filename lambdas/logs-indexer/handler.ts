import type { CloudWatchLogsEvent } from 'aws-lambda';
import { CallIndex } from '../../logs-api/calls/call-index.ts';
import { indexEvents } from '../../logs-api/calls/index-events.ts';
import { tableClient } from '../../logs-api/table-client.ts';
import { indexerSettings } from './indexer-settings.ts';
import { readSubscriptionEvent } from './subscription-event.ts';

const { tableName, retentionDays, ownLogGroups } = indexerSettings(process.env);
const index = new CallIndex({
  client: tableClient(),
  tableName,
  retentionDays,
});

/** Writes the API calls among the delivered log events to the table. When it fails, Lambda retries the same delivery, and
 *  finally sends it to the dead-letter queue. A retry does not store a call twice. */
export async function handler(event: CloudWatchLogsEvent): Promise<void> {
  const events = await readSubscriptionEvent(event);
  // Indexing the indexer's own lines would write new lines, in an endless loop.
  await indexEvents(
    index,
    events.filter(({ group }) => !ownLogGroups.has(group)),
  );
}
