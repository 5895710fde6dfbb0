import type { Watermarks } from '../cursor.ts';
import type { PlacedEvent } from './arrivals.ts';

/** What may wait for one subscriber. A slower one reads again what it has missed. */
const MAX_WAITING_EVENTS = 2000;
const MAX_WAITING_CHARACTERS = 8 * 1024 * 1024;

/** What arrived between two looks at a log group, in order of time. */
export interface Round {
  readonly after: Watermarks;
  readonly upTo: Watermarks;
  readonly events: readonly PlacedEvent[];
}

/** What one subscriber has not taken yet. */
export class Subscription {
  /** What arrived up to here is not in any round. */
  readonly from: Watermarks;
  readonly #leave: () => void;
  #waiting: { round: Round; characters: number }[] = [];
  #events = 0;
  #characters = 0;
  #state: 'open' | 'overrun' | 'ended' | { readonly error: unknown } = 'open';
  #wake: (() => void) | undefined;

  constructor(from: Watermarks, leave: () => void) {
    this.from = from;
    this.#leave = leave;
  }

  push(round: Round, characters: number): void {
    if (this.#state !== 'open') return;
    this.#events += round.events.length;
    this.#characters += characters;
    if (this.#waiting.length > 0 && (this.#events > MAX_WAITING_EVENTS || this.#characters > MAX_WAITING_CHARACTERS)) {
      this.#close('overrun');
    } else {
      this.#waiting.push({ round, characters });
    }
    this.#wake?.();
  }

  /** The next round; `overrun` when the subscriber was too slow and has to read what it missed; `ended` when the feed ended,
   *  or the signal aborted.
   *  @throws the error that ended the feed. */
  async next(signal: AbortSignal): Promise<Round | 'overrun' | 'ended'> {
    if (this.#waiting.length === 0 && this.#state === 'open') await this.#changed(signal);
    const taken = this.#waiting.shift();
    if (taken) {
      this.#events -= taken.round.events.length;
      this.#characters -= taken.characters;
      return taken.round;
    }
    if (typeof this.#state === 'object') throw this.#state.error;
    return this.#state === 'overrun' ? 'overrun' : 'ended';
  }

  end(): void {
    if (this.#state === 'open') this.#close('ended');
    this.#wake?.();
  }

  fail(error: unknown): void {
    if (this.#state === 'open') this.#close({ error });
    this.#wake?.();
  }

  /** Stops listening; what waits is let go. */
  close(): void {
    this.#waiting = [];
    this.#close('ended');
    this.#leave();
  }

  #close(state: 'overrun' | 'ended' | { readonly error: unknown }): void {
    this.#state = state;
    // What was missed is read from the log, in one piece with what comes after.
    if (state === 'overrun') this.#waiting = [];
  }

  #changed(signal: AbortSignal): Promise<void> {
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
