import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CallFields } from '../../core/calls/api-call.ts';
import { timeOfApiCall } from '../../core/calls/api-call-id.ts';
import type { IndexedLine } from '../../core/calls/indexed-line.ts';
import { cutUtf8 } from '../../core/cut-utf8.ts';
import { callPartition, directoryKey, monthOf, urlPartition } from './table-keys.ts';

/** How long a call stays in the table, in days. CloudWatch Logs may keep it longer. */
export const DEFAULT_RETENTION_DAYS = 90;

const DAY_MS = 86_400_000;
/** The maximum size of a stored body in bytes of UTF-8, `CUT_MARK` included. */
const MAX_BODY_BYTES = 8 * 1024;
const CUT_MARK = '… [cut]';
/** The maximum length of texts other than bodies, such as URLs, user agents and errors. An item of DynamoDB has at most 400 KB. */
const MAX_TEXT_CHARACTERS = 4096;
/** The maximum number of remembered months of call sets. It bounds the memory of a process that runs for a long time. */
const MAX_ADDED_MONTHS = 10_000;

export interface CallIndexOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** @default 90 */
  readonly retentionDays?: number;
}

/** Writes API calls into the table, with one update for each line. Lines may arrive twice and in any order: each attribute is
 *  set by one kind of line, and depends only on that line. */
export class CallIndex {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #retentionMs: number;
  /** Months of call sets that this process has added to the directory. */
  readonly #addedMonths = new Set<string>();

  constructor({ client, tableName, retentionDays = DEFAULT_RETENTION_DAYS }: CallIndexOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#retentionMs = retentionDays * DAY_MS;
  }

  async add(line: IndexedLine): Promise<void> {
    await this.#addMonth(line);
    const isAccess = line.kind === 'access';
    const fields = limitTexts(line.fields);
    const url = line.fields.url ?? undefined;
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: { pk: callPartition(line, monthOf(line.id)), sk: line.id },
        // Both kinds of lines have a URL. That of the access line takes precedence, also when it arrives first.
        UpdateExpression: `SET #side = :fields, expiresAt = :expiresAt${
          url === undefined ? '' : `, urlKey = ${isAccess ? ':urlKey' : 'if_not_exists(urlKey, :urlKey)'}`
        }`,
        // `own` is the stored name of the helper record. Existing items have it, so it must not change.
        ExpressionAttributeNames: { '#side': isAccess ? 'access' : 'own' },
        ExpressionAttributeValues: {
          ':fields': fields,
          ':expiresAt': Math.ceil((timeOfApiCall(line.id) + this.#retentionMs) / 1000),
          ...(url !== undefined && { ':urlKey': urlPartition(line, url) }),
        },
      }),
    );
  }

  /** Adds the month to the directory. This happens before the call is written: without its month, a call would not be found. */
  async #addMonth(line: IndexedLine): Promise<void> {
    const key = directoryKey(line);
    const month = monthOf(line.id);
    const entry = `${key.pk}#${month}`;
    if (this.#addedMonths.has(entry)) return;
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: key,
        UpdateExpression: 'ADD months :month',
        ExpressionAttributeValues: { ':month': new Set([month]) },
      }),
    );
    if (this.#addedMonths.size >= MAX_ADDED_MONTHS) this.#addedMonths.clear();
    this.#addedMonths.add(entry);
  }
}

function limitTexts(fields: CallFields): CallFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value];
      return [name, name === 'request' || name === 'response' ? cutBody(value) : value.slice(0, MAX_TEXT_CHARACTERS)];
    }),
  );
}

/** Cuts a body that is too long, and marks the cut. */
function cutBody(body: string): string {
  if (Buffer.byteLength(body) <= MAX_BODY_BYTES) return body;
  return cutUtf8(body, MAX_BODY_BYTES - Buffer.byteLength(CUT_MARK), CUT_MARK).toWellFormed();
}
