import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../core/clock.ts';
import type { Caller } from '../scopes.ts';
import { createToken, hasHash, hashSecret, parseAuthorization } from './token.ts';

/** A token without its secret, which is nowhere kept. */
export interface TokenInfo {
  readonly id: string;
  /** Null for an operator. */
  readonly domainId: string | null;
  readonly scopes: readonly string[];
  /** What it is for, as its maker said. */
  readonly label: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds; null for a token that does not expire. */
  readonly expiresAt: number | null;
}

export interface TokenStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
}

interface TokenItem extends Omit<TokenInfo, 'id' | 'expiresAt'> {
  readonly pk: string;
  readonly sk: string;
  readonly hash: string;
  /** Epoch seconds, by which DynamoDB removes the item; not there for a token that does not expire. */
  readonly expiresAt?: number;
}

/** All tokens share a partition: there are few, and one is found by its id. */
const PARTITION = 'T';

/** The bearer tokens, in the same table as the calls. */
export class TokenStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  constructor({ client, tableName, clock }: TokenStoreOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  /** Makes a token. Its text is given here, once.
   *  @param about.lifetimeMs how long it is valid; for ever without it. */
  async create(about: {
    readonly domainId: string | null;
    readonly scopes: readonly string[];
    readonly label?: string | undefined;
    readonly lifetimeMs?: number | undefined;
  }): Promise<{ readonly text: string; readonly info: TokenInfo }> {
    const { id, secret } = createToken();
    const createdAt = this.#clock.now();
    const item: TokenItem = {
      pk: PARTITION,
      sk: id,
      hash: hashSecret(secret),
      domainId: about.domainId,
      scopes: about.scopes,
      label: about.label ?? null,
      createdAt,
      ...(about.lifetimeMs !== undefined && { expiresAt: Math.floor((createdAt + about.lifetimeMs) / 1000) }),
    };
    await this.#client.send(
      new PutCommand({ TableName: this.#tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    return { text: `${id}.${secret}`, info: infoOf(item) };
  }

  /** Every token that is valid, the oldest first. */
  async list(): Promise<readonly TokenInfo[]> {
    const found: TokenInfo[] = [];
    const pages = paginateQuery(
      { client: this.#client },
      {
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :partition',
        ExpressionAttributeValues: { ':partition': PARTITION },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items as TokenItem[]) if (!this.#hasExpired(item)) found.push(infoOf(item));
    }
    return found.sort((a, b) => a.createdAt - b.createdAt);
  }

  /** @returns whether there was such a token. */
  async revoke(id: string): Promise<boolean> {
    try {
      await this.#client.send(
        new DeleteCommand({
          TableName: this.#tableName,
          Key: { pk: PARTITION, sk: id },
          ConditionExpression: 'attribute_exists(pk)',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Who an Authorization header speaks for; undefined when its token is not valid. */
  async verify(authorization: string | null | undefined): Promise<Caller | undefined> {
    const token = parseAuthorization(authorization);
    if (!token) return undefined;
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: { pk: PARTITION, sk: token.id } }),
    );
    const item = Item as TokenItem | undefined;
    // An id that is not there takes as long as one that is.
    const isValid = hasHash(token.secret, item?.hash ?? hashSecret(''));
    if (!item || !isValid || this.#hasExpired(item)) return undefined;
    return { tokenId: token.id, domainId: item.domainId, scopes: item.scopes };
  }

  #hasExpired({ expiresAt }: TokenItem): boolean {
    return expiresAt !== undefined && expiresAt * 1000 <= this.#clock.now();
  }
}

function infoOf({ sk, domainId, scopes, label, createdAt, expiresAt }: TokenItem): TokenInfo {
  return {
    id: sk,
    domainId,
    scopes,
    label,
    createdAt,
    expiresAt: expiresAt === undefined ? null : expiresAt * 1000,
  };
}
