import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ApiCall, CallFields } from '../../core/calls/api-call.ts';
import { isApiCallId } from '../../core/calls/api-call-id.ts';
import { buildIndexedCall } from '../../core/calls/join/build-call.ts';
import type { Clock } from '../../core/clock.ts';
import { type CallSet, callPartition, directoryKey, monthOf, URL_INDEX, urlPartition } from './table-keys.ts';

/** Selects a page of calls. At most one of the two cursors may be set. */
export interface CallQuery extends CallSet {
  /** Only calls to this URL. */
  readonly url?: string | undefined;
  /** The id of a call: the page holds the next older calls. */
  readonly startingAfter?: string | undefined;
  /** The id of a call: the page holds the next newer calls. */
  readonly endingBefore?: string | undefined;
  readonly limit: number;
}

/** Reads the calls that the Logs API returns. */
export interface CallStore {
  /** @returns a page, newest first; `unknown-cursor` when no call of this domain and source has the id of the cursor. */
  list(query: CallQuery): Promise<readonly ApiCall[] | 'unknown-cursor'>;
}

interface CallItem {
  readonly sk: string;
  readonly access?: CallFields;
  /** The fields of the helper record. */
  readonly own?: CallFields;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

export interface DynamoCallStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
}

/** Reads the calls from the table that `CallIndex` writes. */
export class DynamoCallStore implements CallStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  constructor({ client, tableName, clock }: DynamoCallStoreOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async list(query: CallQuery): Promise<readonly ApiCall[] | 'unknown-cursor'> {
    const cursor = query.startingAfter ?? query.endingBefore;
    if (cursor !== undefined && !(await this.#has(query, cursor))) return 'unknown-cursor';
    const readsNewer = query.endingBefore !== undefined;
    const items: CallItem[] = [];
    for (const partition of await this.#partitions(query, cursor, readsNewer)) {
      items.push(...(await this.#read(partition, cursor, readsNewer, query.limit - items.length)));
      if (items.length >= query.limit) break;
    }
    if (readsNewer) items.reverse();
    return items.map(({ sk, access, own }) =>
      buildIndexedCall({ id: sk, domainId: query.domainId, source: query.source }, access, own),
    );
  }

  async #has(callSet: CallSet, id: string): Promise<boolean> {
    if (!isApiCallId(id)) return false;
    const { Item } = await this.#client.send(
      new GetCommand({
        TableName: this.#tableName,
        Key: { pk: callPartition(callSet, monthOf(id)), sk: id },
        ProjectionExpression: 'expiresAt',
      }),
    );
    return Item !== undefined && Item.expiresAt > this.#nowSeconds();
  }

  /** The partitions that may hold calls of the page, in reading order. */
  async #partitions(query: CallQuery, cursor: string | undefined, readsNewer: boolean): Promise<readonly Partition[]> {
    if (query.url !== undefined) return [{ index: URL_INDEX, name: 'urlKey', value: urlPartition(query, query.url) }];
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: directoryKey(query), ConsistentRead: true }),
    );
    const months = [...((Item?.months as ReadonlySet<string> | undefined) ?? [])].sort();
    if (!readsNewer) months.reverse();
    const start = cursor === undefined ? undefined : monthOf(cursor);
    return months
      .filter((month) => start === undefined || (readsNewer ? month >= start : month <= start))
      .map((month) => ({ name: 'pk', value: callPartition(query, month) }));
  }

  /** Reads pages until enough calls are found: a page of DynamoDB ends at 1 MB, and its filter removes expired items after
   *  the limit is applied. */
  async #read(
    partition: Partition,
    cursor: string | undefined,
    readsNewer: boolean,
    count: number,
  ): Promise<CallItem[]> {
    const found: CallItem[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          IndexName: partition.index,
          KeyConditionExpression: `#partition = :partition${cursor === undefined ? '' : ` AND sk ${readsNewer ? '>' : '<'} :cursor`}`,
          FilterExpression: 'expiresAt > :now',
          ExpressionAttributeNames: { '#partition': partition.name },
          ExpressionAttributeValues: {
            ':partition': partition.value,
            ':now': this.#nowSeconds(),
            ...(cursor !== undefined && { ':cursor': cursor }),
          },
          ScanIndexForward: readsNewer,
          Limit: count - found.length,
          ExclusiveStartKey: start,
        }),
      );
      found.push(...((page.Items ?? []) as CallItem[]));
      start = page.LastEvaluatedKey;
    } while (start !== undefined && found.length < count);
    return found;
  }

  #nowSeconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}

interface Partition {
  readonly index?: string;
  /** The name of the partition key. */
  readonly name: string;
  readonly value: string;
}
