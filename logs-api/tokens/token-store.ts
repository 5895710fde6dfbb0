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

/** A token without its secret, which is not stored. */
export interface TokenInfo {
  readonly id: string;
  /** Null for an operator. */
  readonly domainId: string | null;
  readonly scopes: readonly string[];
  /** The purpose of the token, written by the person who created it. */
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
  /** Epoch seconds, at which DynamoDB may remove the item; undefined for a token that does not expire. */
  readonly expiresAt?: number;
}

/** All tokens share a partition, because there are few of them. */
const TOKEN_PARTITION = 'T';

/** Stores the bearer tokens in the table of the API calls. */
export class TokenStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  constructor({ client, tableName, clock }: TokenStoreOptions) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  /** Creates a token. Its text is returned only here: it cannot be read again.
   *  @param settings.lifetimeMs how long the token is valid; without it, the token does not expire. */
  async create(settings: {
    readonly domainId: string | null;
    readonly scopes: readonly string[];
    readonly label?: string | undefined;
    readonly lifetimeMs?: number | undefined;
  }): Promise<{ readonly text: string; readonly info: TokenInfo }> {
    const { id, secret } = createToken();
    const createdAt = this.#clock.now();
    const item: TokenItem = {
      pk: TOKEN_PARTITION,
      sk: id,
      hash: hashSecret(secret),
      domainId: settings.domainId,
      scopes: settings.scopes,
      label: settings.label ?? null,
      createdAt,
      ...(settings.lifetimeMs !== undefined && { expiresAt: Math.floor((createdAt + settings.lifetimeMs) / 1000) }),
    };
    await this.#client.send(
      new PutCommand({ TableName: this.#tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    return { text: `${id}.${secret}`, info: toTokenInfo(item) };
  }

  /** All valid tokens, oldest first. */
  async list(): Promise<readonly TokenInfo[]> {
    const found: TokenInfo[] = [];
    const pages = paginateQuery(
      { client: this.#client },
      {
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :partition',
        ExpressionAttributeValues: { ':partition': TOKEN_PARTITION },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items as TokenItem[]) if (!this.#hasExpired(item)) found.push(toTokenInfo(item));
    }
    return found.sort((a, b) => a.createdAt - b.createdAt);
  }

  /** @returns whether the token existed. */
  async revoke(id: string): Promise<boolean> {
    try {
      await this.#client.send(
        new DeleteCommand({
          TableName: this.#tableName,
          Key: { pk: TOKEN_PARTITION, sk: id },
          ConditionExpression: 'attribute_exists(pk)',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** The caller of an Authorization header; undefined when its token is not valid. */
  async verify(authorization: string | null | undefined): Promise<Caller | undefined> {
    const token = parseAuthorization(authorization);
    if (!token) return undefined;
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: { pk: TOKEN_PARTITION, sk: token.id } }),
    );
    const item = Item as TokenItem | undefined;
    // An unknown id must take the same time as a known one.
    const isValid = hasHash(token.secret, item?.hash ?? hashSecret(''));
    if (!item || !isValid || this.#hasExpired(item)) return undefined;
    return { tokenId: token.id, domainId: item.domainId, scopes: item.scopes };
  }

  #hasExpired({ expiresAt }: TokenItem): boolean {
    return expiresAt !== undefined && expiresAt * 1000 <= this.#clock.now();
  }
}

function toTokenInfo({ sk, domainId, scopes, label, createdAt, expiresAt }: TokenItem): TokenInfo {
  return {
    id: sk,
    domainId,
    scopes,
    label,
    createdAt,
    expiresAt: expiresAt === undefined ? null : expiresAt * 1000,
  };
}
