import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../core/clock.ts';
import { type Admission, type Lease, maxStreams, type RequestKind } from './admission.ts';

const KEY = { pk: 'L', sk: 'requests' };
/** The names of leases begin with their kind. */
const LEASE_NAME = /^(stream|read)_/;
/** A lease ends after this time unless its holder renews it. The place of a crashed holder is free then. */
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
/** How far the clocks of two hosts may differ. Others take a place this much later than its lease ends for the holder. */
export const MAX_SKEW_MS = 5000;
const MAX_ATTEMPTS = 4;
/** The most expired leases that one write removes: an expression of DynamoDB has at most 4 KB.
 *  @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_REMOVED = 25;

/** A lease in the item: its name, and when it ends in epoch milliseconds. */
type StoredLease = readonly [name: string, end: number];

export interface TableAdmissionOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
  /** How many requests all hosts may handle at the same time. */
  readonly maxRequests: number;
  /** Called with an error of the table. */
  report(error: Error): void;
}

/** Counts in the table, for a host with many processes. One item has the number of leases (`held`), those of streams among them
 *  (`streams`), and the end of each lease. A request costs two writes, and one more for each ten seconds. The condition of a write is only
 *  that a place is free, so requests that come at the same time do not have to repeat it.
 *
 *  When the table fails, requests are admitted without a lease: reading logs needs no table, and the concurrency of the function is
 *  a limit, too. */
export class TableAdmission implements Admission {
  readonly #options: TableAdmissionOptions;

  constructor(options: TableAdmissionOptions) {
    this.#options = options;
  }

  async admit(kind: RequestKind): Promise<Lease | undefined> {
    const name = `${kind}_${randomBytes(6).toString('hex')}`;
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
    const { client, tableName, clock } = this.#options;
    const until = clock.now() + LEASE_MS;
    if (await this.#add(name, until, [])) return until;
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      const { Item = {} } = await client.send(new GetCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
      // The SDK repeated a write whose response was lost.
      if (name in Item) return until;
      const expired = Object.entries(Item)
        .filter(([key, end]) => LEASE_NAME.test(key) && hasExpired(end, clock.now()))
        // A stream needs the place of a stream; a read can use any.
        .sort(([a], [b]) => Number(isStream(b)) - Number(isStream(a)))
        .slice(0, MAX_REMOVED);
      if (expired.length === 0 && !this.#hasPlace(name, Item)) return undefined;
      if (await this.#add(name, until, expired)) return until;
    }
    return undefined;
  }

  #hasPlace(name: string, { held = 0, streams = 0 }: Record<string, number>): boolean {
    const { maxRequests } = this.#options;
    return held < maxRequests && (!isStream(name) || streams < maxStreams(maxRequests));
  }

  /** Adds a lease in the place of expired ones, or in a free place.
   *  @returns false when no place is free, or an expired lease was renewed or removed. */
  #add(name: string, until: number, expired: readonly StoredLease[]): Promise<boolean> {
    const { maxRequests } = this.#options;
    const expiredStreams = expired.filter(([key]) => isStream(key)).length;
    const olds = expired.map((_, n) => `#old${n}`);
    return this.#update({
      UpdateExpression: `SET #lease = :until ADD held :held, streams :streams${olds.length > 0 ? ` REMOVE ${olds.join(', ')}` : ''}`,
      ConditionExpression: [
        'attribute_not_exists(#lease) AND (attribute_not_exists(held) OR held < :max)',
        ...(isStream(name) ? ['(attribute_not_exists(streams) OR streams < :maxStreams)'] : []),
        ...olds.map((old, n) => `${old} = :old${n}`),
      ].join(' AND '),
      ExpressionAttributeNames: {
        '#lease': name,
        ...Object.fromEntries(expired.map(([key], n) => [`#old${n}`, key])),
      },
      ExpressionAttributeValues: {
        ':until': until,
        ':held': 1 - expired.length,
        ':streams': (isStream(name) ? 1 : 0) - expiredStreams,
        ':max': maxRequests + expired.length,
        ...(isStream(name) && { ':maxStreams': maxStreams(maxRequests) + expiredStreams }),
        ...Object.fromEntries(expired.map(([, end], n) => [`:old${n}`, end])),
      },
    });
  }

  /** Renews a lease until it is released or lost. It is lost at its end, even while a renewal waits for the table. */
  #keep(name: string, firstUntil: number): Lease {
    const { clock, report } = this.#options;
    const lost = new AbortController();
    const ended = new AbortController();
    let until = firstUntil;
    const lose = () => {
      ended.abort();
      lost.abort();
    };
    const watch = async () => {
      while (!ended.signal.aborted) {
        if (clock.now() >= until) return lose();
        await clock.wait(until - clock.now(), ended.signal);
      }
    };
    const renew = async () => {
      for (;;) {
        await clock.wait(RENEW_MS, ended.signal);
        if (ended.signal.aborted) return;
        try {
          const renewed = await this.#renew(name);
          if (renewed === undefined) return lose();
          until = renewed;
        } catch (error) {
          report(error as Error);
        }
      }
    };
    void watch();
    const renewing = renew();
    let release: Promise<void> | undefined;
    return {
      lost: lost.signal,
      release: () => {
        ended.abort();
        // A renewal that is still under way could add the lease again.
        release ??= renewing.then(() => this.#release(name));
        return release;
      },
    };
  }

  /** @returns the new end; undefined when other requests have taken all places. */
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
        UpdateExpression: 'REMOVE #lease ADD held :held, streams :streams',
        ConditionExpression: 'attribute_exists(#lease)',
        ExpressionAttributeNames: { '#lease': name },
        ExpressionAttributeValues: { ':held': -1, ':streams': isStream(name) ? -1 : 0 },
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

function isStream(name: string): boolean {
  return name.startsWith('stream_');
}

/** Whether a place is free again. A lease that ends later than any lease can was made by a host whose clock was wrong. */
function hasExpired(end: number, now: number): boolean {
  return end + MAX_SKEW_MS < now || end > now + LEASE_MS + MAX_SKEW_MS;
}
