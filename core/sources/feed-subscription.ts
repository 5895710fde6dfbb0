import type { Watermarks } from '../cursor.ts';
import type { PositionedEvent } from './arrivals.ts';

/** The limits of a subscription's queue. A slower subscriber reads the events that it missed from the log. */
const MAX_QUEUED_EVENTS = 2000;
const MAX_QUEUED_CHARACTERS = 8 * 1024 * 1024;

/** The events that arrived between two sweeps of a log group, sorted by time. */
export interface ArrivalBatch {
  readonly after: Watermarks;
  readonly upTo: Watermarks;
  readonly events: readonly PositionedEvent[];
}

/** The batches that a subscriber has not read yet. */
export class Subscription {
  /** Events that arrived before this are in no batch. */
  readonly from: Watermarks;
  readonly #unsubscribe: () => void;
  readonly #publishedUpTo: () => Watermarks;
  #takenUpTo: Watermarks;
  #queue: { batch: ArrivalBatch; characters: number }[] = [];
  #events = 0;
  #characters = 0;
  #state: 'open' | 'overflow' | 'ended' | { readonly error: unknown } = 'open';
  #wake: (() => void) | undefined;

  /** @param publishedUpTo all events that arrived up to then were pushed. */
  constructor(from: Watermarks, publishedUpTo: () => Watermarks, unsubscribe: () => void) {
    this.from = from;
    this.#takenUpTo = from;
    this.#publishedUpTo = publishedUpTo;
    this.#unsubscribe = unsubscribe;
  }

  /** All events that arrived up to then were returned by `next`. */
  get takenUpTo(): Watermarks {
    return this.#state === 'open' && this.#queue.length === 0 ? this.#publishedUpTo() : this.#takenUpTo;
  }

  push(batch: ArrivalBatch, characters: number): void {
    if (this.#state !== 'open') return;
    this.#events += batch.events.length;
    this.#characters += characters;
    if (this.#queue.length > 0 && (this.#events > MAX_QUEUED_EVENTS || this.#characters > MAX_QUEUED_CHARACTERS)) {
      this.#close('overflow');
    } else {
      this.#queue.push({ batch, characters });
    }
    this.#wake?.();
  }

  /** @returns the next batch; `overflow` when the subscriber was too slow and must read the missed events from the log; `ended` when
   *  the feed ended or the signal aborted.
   *  @throws the error that ended the feed. */
  async next(signal: AbortSignal): Promise<ArrivalBatch | 'overflow' | 'ended'> {
    if (this.#queue.length === 0 && this.#state === 'open') await this.#waitForChange(signal);
    const next = this.#queue.shift();
    if (next) {
      this.#events -= next.batch.events.length;
      this.#characters -= next.characters;
      this.#takenUpTo = next.batch.upTo;
      return next.batch;
    }
    if (typeof this.#state === 'object') throw this.#state.error;
    return this.#state === 'overflow' ? 'overflow' : 'ended';
  }

  end(): void {
    if (this.#state === 'open') this.#close('ended');
    this.#wake?.();
  }

  fail(error: unknown): void {
    if (this.#state === 'open') this.#close({ error });
    this.#wake?.();
  }

  /** Unsubscribes, and drops the queue. */
  close(): void {
    this.#queue = [];
    this.#close('ended');
    this.#unsubscribe();
  }

  #close(state: 'overflow' | 'ended' | { readonly error: unknown }): void {
    this.#state = state;
    // The subscriber reads these events from the log, together with those that it missed.
    if (state === 'overflow') this.#queue = [];
  }

  #waitForChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#wake = undefined;
        resolve();
      };
      if (signal.aborted) return resolve();
      signal.addEventListener('abort', wake);
      this.#wake = wake;
    });
  }
}
