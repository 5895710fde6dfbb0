import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CallFields } from '../../core/calls/api-call.ts';
import { timeOfApiCall } from '../../core/calls/api-call-id.ts';
import type { CallLine } from '../../core/calls/indexed-line.ts';
import { cutUtf8 } from '../../core/cut-utf8.ts';
import { callPartition, directoryKey, monthOf, urlPartition } from './table-keys.ts';

/** How long a call stays in the table, in days. CloudWatch Logs may keep it longer. */
export const DEFAULT_RETENTION_DAYS = 90;

const DAY_MS = 86_400_000;
/** Texts other than bodies (URLs, user agents, errors) are cut at so many characters: an item has at most 400 KB. */
const MAX_TEXT_CHARACTERS = 4096;

export interface CallIndexOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  /** @default 90 */
  readonly retentionDays?: number;
}

/** Writes API calls into the table, one update a line. Whatever comes twice, or in another order, leaves the same table: each
 *  attribute is owned by one side of the call and follows from its line alone. */
export class CallIndex {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #retentionMs: number;
  /** Directory entries that this process has seen written. */
  readonly #known = new Set<string>();

  constructor({ client, tableName, retentionDays = DEFAULT_RETENTION_DAYS }: CallIndexOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#retentionMs = retentionDays * DAY_MS;
  }

  async add(line: CallLine): Promise<void> {
    await this.#addMonth(line);
    const isAccess = line.side === 'access';
    const fields = bounded(line.fields);
    const url = line.fields.url ?? undefined;
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: { pk: callPartition(line, monthOf(line.id)), sk: line.id },
        // Both sides know the URL; where they differ, the access line's counts, whichever came first.
        UpdateExpression: `SET #side = :fields, expiresAt = :expiresAt${
          url === undefined ? '' : `, urlKey = ${isAccess ? ':urlKey' : 'if_not_exists(urlKey, :urlKey)'}`
        }`,
        ExpressionAttributeNames: { '#side': isAccess ? 'access' : 'own' },
        ExpressionAttributeValues: {
          ':fields': fields,
          ':expiresAt': Math.ceil((timeOfApiCall(line.id) + this.#retentionMs) / 1000),
          ...(url !== undefined && { ':urlKey': urlPartition(line, url) }),
        },
      }),
    );
  }

  /** The directory comes first: a call whose month is not in it would never be found. */
  async #addMonth(line: CallLine): Promise<void> {
    const key = directoryKey(line);
    const month = monthOf(line.id);
    const entry = `${key.pk}#${month}`;
    if (this.#known.has(entry)) return;
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: key,
        UpdateExpression: 'ADD months :month',
        ExpressionAttributeValues: { ':month': new Set([month]) },
      }),
    );
    if (this.#known.size >= MAX_KNOWN_MONTHS) this.#known.clear();
    this.#known.add(entry);
  }
}

/** One environment meets few tenants; a limit keeps those of years from piling up. */
const MAX_KNOWN_MONTHS = 10_000;

function bounded(fields: CallFields): CallFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value];
      return [name, name === 'request' || name === 'response' ? cutBody(value) : value.slice(0, MAX_TEXT_CHARACTERS)];
    }),
  );
}

/** The largest body that is kept of a call, in bytes of UTF-8. */
export const MAX_BODY_BYTES = 8 * 1024;

const CUT_MARK = '… [cut]';

/** Cuts a body that is too long, and marks that it was cut. */
export function cutBody(body: string): string {
  if (Buffer.byteLength(body) <= MAX_BODY_BYTES) return body;
  return cutUtf8(body, MAX_BODY_BYTES - Buffer.byteLength(CUT_MARK), CUT_MARK);
}
