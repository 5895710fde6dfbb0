import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../core/clock.ts';
import type { Admission, Lease } from './admission.ts';

const KEY = { pk: 'L', sk: 'requests' };
const LEASE_PREFIX = 'lease_';
/** A lease ends after this time unless its holder renews it. The place of a crashed holder is free then. */
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
/** How far the clocks of two hosts may differ. Others take a lease this much later than it ends for its holder. */
const MAX_SKEW_MS = 5000;
const MAX_ATTEMPTS = 4;

export interface TableAdmissionOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
  /** How many requests all hosts may handle at the same time. */
  readonly maxRequests: number;
  /** Called with an error of the table. */
  report(error: Error): void;
}

/** Counts in the table, for a host with many processes. One item has the number of leases, and the end of each. A request costs two
 *  writes, and one more for each ten seconds. The condition of a write is only that a place is free, so requests that come at the
 *  same time do not have to repeat it.
 *
 *  When the table fails, requests are admitted without a lease: reading logs needs no table, and the concurrency of the function is
 *  a limit, too. */
export class TableAdmission implements Admission {
  readonly #options: TableAdmissionOptions;

  constructor(options: TableAdmissionOptions) {
    this.#options = options;
  }

  async admit(): Promise<Lease | undefined> {
    const name = `${LEASE_PREFIX}${randomBytes(6).toString('hex')}`;
    try {
      const until = await this.#acquire(name);
      return until === undefined ? undefined : this.#keep(name, until);
    } catch (error) {
      this.#options.report(error as Error);
      return { lost: new AbortController().signal, release: async () => undefined };
    }
  }

  /** @returns when the lease ends: epoch milliseconds; undefined when all places are taken. */
  async #acquire(name: string): Promise<number | undefined> {
    const { client, tableName, clock, maxRequests } = this.#options;
    const until = clock.now() + LEASE_MS;
    const isAdded = await this.#update({
      UpdateExpression: 'SET #lease = :until ADD held :one',
      ConditionExpression: 'attribute_not_exists(#lease) AND (attribute_not_exists(held) OR held < :max)',
      ExpressionAttributeNames: { '#lease': name },
      ExpressionAttributeValues: { ':until': until, ':one': 1, ':max': maxRequests },
    });
    for (let attempt = 1; !isAdded && attempt < MAX_ATTEMPTS; attempt += 1) {
      const { Item = {} } = await client.send(new GetCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
      // The SDK repeated a write whose response was lost.
      if (name in Item) return until;
      const expired = Object.entries(Item).filter(
        ([key, end]) => key.startsWith(LEASE_PREFIX) && end + MAX_SKEW_MS < clock.now(),
      );
      if (expired.length === 0 && Item.held >= maxRequests) return undefined;
      if (await this.#replace(expired, name, until)) return until;
    }
    return isAdded ? until : undefined;
  }

  /** Takes the place of expired leases. */
  #replace(expired: readonly (readonly [string, number])[], name: string, until: number): Promise<boolean> {
    const names = expired.map((_, n) => `#old${n}`);
    return this.#update({
      UpdateExpression: `SET #lease = :until ADD held :change${names.length > 0 ? ` REMOVE ${names.join(', ')}` : ''}`,
      ConditionExpression: [
        'attribute_not_exists(#lease) AND held < :max',
        ...names.map((old, n) => `${old} = :old${n}`),
      ].join(' AND '),
      ExpressionAttributeNames: {
        '#lease': name,
        ...Object.fromEntries(expired.map(([key], n) => [`#old${n}`, key])),
      },
      ExpressionAttributeValues: {
        ':until': until,
        ':change': 1 - expired.length,
        ':max': this.#options.maxRequests + expired.length,
        ...Object.fromEntries(expired.map(([, end], n) => [`:old${n}`, end])),
      },
    });
  }

  /** Renews a lease until it is released or lost. */
  #keep(name: string, firstUntil: number): Lease {
    const { clock, report } = this.#options;
    const lost = new AbortController();
    const released = new AbortController();
    const renewing = (async () => {
      let until = firstUntil;
      for (;;) {
        await clock.wait(RENEW_MS, released.signal);
        if (released.signal.aborted) return;
        try {
          until = (await this.#renew(name)) ?? Number.NEGATIVE_INFINITY;
        } catch (error) {
          report(error as Error);
        }
        if (clock.now() + RENEW_MS > until) return lost.abort();
      }
    })();
    let release: Promise<void> | undefined;
    return {
      lost: lost.signal,
      release: () => {
        released.abort();
        release ??= renewing.then(() => this.#release(name));
        return release;
      },
    };
  }

  /** @returns the new end; undefined when another request has taken the place. */
  async #renew(name: string): Promise<number | undefined> {
    const until = this.#options.clock.now() + LEASE_MS;
    const isRenewed = await this.#update({
      UpdateExpression: 'SET #lease = :until',
      ConditionExpression: 'attribute_exists(#lease)',
      ExpressionAttributeNames: { '#lease': name },
      ExpressionAttributeValues: { ':until': until },
    });
    return isRenewed ? until : this.#acquire(name);
  }

  async #release(name: string): Promise<void> {
    try {
      await this.#update({
        UpdateExpression: 'REMOVE #lease ADD held :change',
        ConditionExpression: 'attribute_exists(#lease)',
        ExpressionAttributeNames: { '#lease': name },
        ExpressionAttributeValues: { ':change': -1 },
      });
    } catch (error) {
      // The lease ends by itself.
      this.#options.report(error as Error);
    }
  }

  /** @returns false when the condition is not true. */
  async #update(input: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> {
    const { client, tableName } = this.#options;
    try {
      await client.send(new UpdateCommand({ TableName: tableName, Key: KEY, ...input }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
