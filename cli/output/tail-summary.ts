import type { LogRecord } from '../../core/log-event.ts';
import { pluralize } from './stdio.ts';

/** Counts what `logs tail` shows, for the summary at the end of `-f`. */
export class TailSummary {
  #shown = 0;
  #late = 0;
  #throttles = 0;

  countRecord({ late }: LogRecord): void {
    this.#shown += 1;
    if (late) this.#late += 1;
  }

  countThrottle(): void {
    this.#throttles += 1;
  }

  get isEmpty(): boolean {
    return this.#shown === 0;
  }

  /** `42 events shown, 3 of them late; waited for 2 throttles` */
  toString(): string {
    const late = this.#late > 0 ? `, ${this.#late} of them late` : '';
    const throttles = this.#throttles > 0 ? `; waited for ${pluralize(this.#throttles, 'throttle')}` : '';
    return `${pluralize(this.#shown, 'event')} shown${late}${throttles}`;
  }
}
