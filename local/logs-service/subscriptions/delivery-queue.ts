import { backgroundClock, type Clock } from '../../../core/clock.ts';
import { type BackOff, retry } from '../../../core/retry.ts';

/** Events of one log stream that are delivered together. */
export interface Batch {
  readonly stream: string;
  readonly events: readonly { readonly id: string; readonly timestamp: number; readonly message: string }[];
}

export interface QueueOptions {
  /** How notices name the queue. */
  readonly name: string;
  /** Delivers a batch. A rejected delivery is retried. */
  readonly deliver: (batch: Batch) => Promise<void>;
  readonly notice: (message: string) => void;
  /** Called when the queue is empty. */
  readonly idle: () => void;
  /** The clock for the delays between retries. @default backgroundClock */
  readonly clock?: Clock;
}

const MAX_RETRIES = 7;
const BACK_OFF: BackOff = { firstMs: 100 };
/** Over this limit, the oldest batches are dropped. */
const MAX_WAITING_EVENTS = 100_000;
const MAX_EVENTS_PER_BATCH = 10_000;

/** Delivers batches one at a time, each with retries. Events of the same stream that arrive during a delivery are combined into one
 *  batch. */
export class DeliveryQueue {
  readonly #options: QueueOptions;
  readonly #abort = new AbortController();
  #waiting: Batch[] = [];
  #waitingEvents = 0;
  #running = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  push(batch: Batch): void {
    const last = this.#waiting.at(-1);
    if (last?.stream === batch.stream && last.events.length + batch.events.length <= MAX_EVENTS_PER_BATCH) {
      this.#waiting.splice(-1, 1, { stream: batch.stream, events: [...last.events, ...batch.events] });
    } else {
      this.#waiting.push(batch);
    }
    this.#waitingEvents += batch.events.length;
    this.#dropBeyondLimit();
    if (!this.#running) void this.#run();
  }

  /** Drops the batches that wait. */
  close(): void {
    this.#abort.abort();
  }

  #dropBeyondLimit(): void {
    let dropped = 0;
    while (this.#waitingEvents > MAX_WAITING_EVENTS && this.#waiting.length > 1) {
      dropped += this.#take()?.events.length ?? 0;
    }
    if (dropped > 0) this.#options.notice(`Dropped ${dropped} events that waited for ${this.#options.name}.`);
  }

  #take(): Batch | undefined {
    const batch = this.#waiting.shift();
    this.#waitingEvents -= batch?.events.length ?? 0;
    return batch;
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Combines the events that are written in the same turn of the event loop.
    await Promise.resolve();
    while (!this.#abort.signal.aborted) {
      const batch = this.#take();
      if (batch === undefined) break;
      await this.#deliver(batch);
    }
    this.#running = false;
    this.#options.idle();
  }

  async #deliver(batch: Batch): Promise<void> {
    const { name, deliver, notice, clock = backgroundClock } = this.#options;
    const { signal } = this.#abort;
    try {
      await retry(() => deliver(batch), { clock, signal, backOff: BACK_OFF, maxRetries: MAX_RETRIES });
    } catch (error) {
      if (signal.aborted && error === signal.reason) return;
      const reason = error instanceof Error ? error.message : String(error);
      notice(`Could not deliver ${batch.events.length} events for ${name}: ${reason}`);
    }
  }
}
