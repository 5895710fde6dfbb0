import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { formatEventId } from '../event-id.ts';
import { compileMessageFilter } from '../message-filter.ts';
import type { AppendedEvents, LogStore } from '../store/store.ts';
import type { SubscriptionFilter } from '../store/subscription-filter-table.ts';
import { type Batch, DeliveryQueue } from './delivery-queue.ts';

/** The local functions, as subscription filters use them. */
export interface LocalFunctions {
  /** Whether the function exists. */
  has(functionArn: string): boolean;
  /** Invokes a function asynchronously, as CloudWatch Logs does. Rejects when the invocation is not accepted. */
  invoke(functionArn: string, payload: unknown): Promise<void>;
}

export interface DeliveryOptions {
  readonly store: LogStore;
  readonly functions: LocalFunctions;
  readonly accountId: string;
  readonly notice: (message: string) => void;
}

const compress = promisify(gzip);

/** Delivers the log events that match a subscription filter to its function.
 *  @returns a function that stops the delivery and drops the events that wait. */
export function deliverSubscriptions({ store, functions, accountId, notice }: DeliveryOptions): () => void {
  const queues = new Map<string, DeliveryQueue>();
  const filters = new FilterCache(notice);

  const queueFor = (group: string, filter: SubscriptionFilter) => {
    const key = `${filter.groupId}/${filter.name}/${filter.destinationArn}`;
    const deliver = async (batch: Batch) => {
      const payload = { awslogs: { data: await encode(accountId, group, filter.name, batch) } };
      await functions.invoke(filter.destinationArn, payload);
    };
    const name = `subscription filter ${filter.name} of ${group} to ${filter.destinationArn}`;
    const queue = queues.get(key) ?? new DeliveryQueue({ name, deliver, notice, idle: () => queues.delete(key) });
    queues.set(key, queue);
    return queue;
  };

  const unsubscribe = store.onAppend((appended) => {
    for (const filter of store.subscriptionFilters.ofGroup(appended.group.id)) {
      if (filter.applyOnTransformedLogs) continue;
      const events = matchingEvents(appended, filters.get(filter.pattern));
      if (events.length > 0) queueFor(appended.group.name, filter).push({ stream: appended.stream.name, events });
    }
  });
  return () => {
    unsubscribe();
    for (const queue of queues.values()) queue.close();
  };
}

type Filter = (message: string) => boolean;

/** A cache of compiled patterns. A pattern that is not valid matches nothing and is reported once. Only a template can contain such a
 *  pattern: PutSubscriptionFilter rejects it. */
class FilterCache {
  readonly #notice: (message: string) => void;
  readonly #filters = new Map<string, Filter>();

  constructor(notice: (message: string) => void) {
    this.#notice = notice;
  }

  get(pattern: string): Filter {
    const filter = this.#filters.get(pattern) ?? this.#compile(pattern);
    this.#filters.set(pattern, filter);
    return filter;
  }

  #compile(pattern: string): Filter {
    try {
      return compileMessageFilter(pattern);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#notice(
        `The filter pattern ${pattern} of a subscription filter is not valid, nothing is delivered: ${reason}.`,
      );
      return () => false;
    }
  }
}

function matchingEvents({ events, firstId }: AppendedEvents, matches: Filter): Batch['events'] {
  return events
    .map(({ timestamp, message }, index) => ({ position: { timestamp, id: firstId + index }, message }))
    .filter(({ message }) => matches(message))
    .map(({ position, message }) => ({ id: formatEventId(position), timestamp: position.timestamp, message }));
}

/** Encodes a batch as the service does, with gzip and base64
 *  (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html). */
async function encode(owner: string, logGroup: string, filter: string, { stream, events }: Batch): Promise<string> {
  const message = {
    messageType: 'DATA_MESSAGE',
    owner,
    logGroup,
    logStream: stream,
    subscriptionFilters: [filter],
    logEvents: events,
  };
  return (await compress(JSON.stringify(message))).toString('base64');
}
