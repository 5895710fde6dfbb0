import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../core/clock.ts';
import { type CallBudget, RateBudget } from '../core/rate-budget.ts';

const KEY = { pk: 'B', sk: 'calls' };
const WINDOW_MS = 1000;
/** The share of the quota by which the rate rises in a second after a throttle. */
const RECOVERY_PER_SECOND = 0.1;
const MIN_PER_SECOND = 1;
/** The longest that a host trusts a time of another host whose clock is ahead. */
const MAX_SKEW_MS = 5000;

/** The members of the item. */
interface Usage {
  /** The window that `used` counts: its number since 1970. */
  readonly window?: number;
  readonly used?: number;
  /** The rate after the last throttle, in calls per second, and when that was: epoch milliseconds. */
  readonly rate?: number;
  readonly throttledAt?: number;
}

export interface TableRateBudgetOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly clock: Clock;
  /** The quota that all hosts of the table share: calls per second. */
  readonly perSecond: number;
  /** Called with an error of the table. */
  report(error: Error): void;
}

/** The rate budget of all hosts with the same table. One item counts the calls of the current second. A host takes one call, then two,
 *  then four in the same second, so a busy host needs few writes, and a quiet one takes nothing from the others. What no host takes is
 *  free for the one that reads. A call that was taken but not made expires with its second.
 *
 *  A throttle halves the rate for all hosts, once for all calls that were sent before the halving. It rises again by a tenth of
 *  the quota a second. When the table fails, the host limits its own calls. */
export class TableRateBudget implements CallBudget {
  readonly #options: TableRateBudgetOptions;
  readonly #ownBudget: RateBudget;
  #usage: Usage = {};
  /** The calls that this host has taken and not made, and the window in which they are valid. */
  #granted = { window: Number.NEGATIVE_INFINITY, calls: 0, batch: 1 };
  /** Callers are served one after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: TableRateBudgetOptions) {
    this.#options = options;
    this.#ownBudget = new RateBudget(options.perSecond, options.clock);
  }

  async take(signal: AbortSignal): Promise<void> {
    const turn = this.#last.then(() => this.#take(signal));
    this.#last = turn.catch(() => undefined);
    await turn;
  }

  recordThrottle(sentAt: number = this.#options.clock.now()): void {
    this.#ownBudget.recordThrottle(sentAt);
    // The next call waits until the other hosts know.
    this.#last = this.#last.then(() => this.#halve(sentAt));
  }

  recordSuccess(): void {
    this.#ownBudget.recordSuccess();
  }

  get isSlowed(): boolean {
    return this.perSecond < this.#options.perSecond;
  }

  get perSecond(): number {
    const { clock, perSecond } = this.#options;
    return rateAt(this.#usage, clock.now(), perSecond);
  }

  async #take(signal: AbortSignal): Promise<void> {
    const { clock, report } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      const window = windowAt(clock.now());
      if (this.#granted.window !== window) this.#granted = { window, calls: 0, batch: 1 };
      if (this.#granted.calls > 0) {
        this.#granted.calls -= 1;
        return;
      }
      try {
        if (await this.#takeBatch(window)) continue;
      } catch (error) {
        report(error as Error);
        return this.#ownBudget.take(signal);
      }
      // Hosts that wait do not all come back in the same millisecond.
      const untilNextWindow = (window + 1) * WINDOW_MS - clock.now();
      await clock.wait(Math.max(1, untilNextWindow) + Math.random() * (WINDOW_MS / 10), signal);
    }
  }

  /** @returns whether the table granted at least one call. */
  async #takeBatch(window: number): Promise<boolean> {
    const { batch } = this.#granted;
    let usage = (this.#usage.window ?? 0) < window ? await this.#open(window, batch) : undefined;
    usage ??= await this.#add(window, batch);
    if (usage === undefined) {
      // The clock of another host is ahead, or it opened this window just now.
      usage = await this.#read();
      this.#usage = usage;
      const { window: other = 0 } = usage;
      const isTooFar = (other - window) * WINDOW_MS > MAX_SKEW_MS;
      if (isTooFar)
        await this.#update({ set: 'SET #window = :window, used = :zero', values: { ':window': window, ':zero': 0 } });
      return false;
    }
    this.#usage = usage;
    const { clock, perSecond } = this.#options;
    const limit = Math.max(1, Math.floor(rateAt(usage, clock.now(), perSecond)));
    const calls = Math.min(batch, limit - ((usage.used ?? batch) - batch));
    this.#granted = { window, calls: Math.max(0, calls), batch: batch * 2 };
    return calls > 0;
  }

  /** Starts to count a window. @returns undefined when another host has started it. */
  #open(window: number, calls: number): Promise<Usage | undefined> {
    return this.#update({
      set: 'SET #window = :window, used = :calls',
      condition: 'attribute_not_exists(#window) OR #window < :window',
      values: { ':window': window, ':calls': calls },
    });
  }

  /** @returns undefined when the item counts another window. */
  #add(window: number, calls: number): Promise<Usage | undefined> {
    return this.#update({
      set: 'ADD used :calls',
      condition: '#window = :window',
      values: { ':window': window, ':calls': calls },
    });
  }

  async #halve(sentAt: number): Promise<void> {
    const now = this.#options.clock.now();
    const rate = Math.max(Math.min(MIN_PER_SECOND, this.#options.perSecond), this.perSecond / 2);
    try {
      const usage = await this.#update({
        set: 'SET rate = :rate, throttledAt = :now',
        condition: 'attribute_not_exists(throttledAt) OR throttledAt <= :sentAt OR throttledAt > :trusted',
        values: { ':rate': rate, ':now': now, ':sentAt': sentAt, ':trusted': now + MAX_SKEW_MS },
        withoutWindow: true,
      });
      this.#usage = usage ?? (await this.#read());
    } catch (error) {
      this.#options.report(error as Error);
    }
    // What was taken at the old rate is not used.
    this.#granted = { ...this.#granted, calls: 0 };
  }

  async #read(): Promise<Usage> {
    const { client, tableName } = this.#options;
    const { Item = {} } = await client.send(new GetCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
    return Item;
  }

  /** @returns the item; undefined when the condition is not true. */
  async #update(change: {
    readonly set: string;
    readonly condition?: string;
    readonly values: UpdateCommandInput['ExpressionAttributeValues'];
    readonly withoutWindow?: boolean;
  }): Promise<Usage | undefined> {
    const { client, tableName } = this.#options;
    try {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: KEY,
          UpdateExpression: change.set,
          ...(change.condition !== undefined && { ConditionExpression: change.condition }),
          // `window` is a reserved word of DynamoDB.
          ...(change.withoutWindow !== true && { ExpressionAttributeNames: { '#window': 'window' } }),
          ExpressionAttributeValues: change.values,
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Attributes;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}

function windowAt(time: number): number {
  return Math.floor(time / WINDOW_MS);
}

/** The rate of all hosts: calls per second. */
function rateAt({ rate, throttledAt }: Usage, time: number, quota: number): number {
  if (rate === undefined || throttledAt === undefined || throttledAt > time + MAX_SKEW_MS) return quota;
  const seconds = Math.max(0, time - throttledAt) / 1000;
  return Math.min(quota, rate + quota * RECOVERY_PER_SECOND * seconds);
}
