import type { LogRecord } from '../../core/log-event.ts';

/** What `logs tail -f` says at its end. */
export class TailSummary {
  #shown = 0;
  #late = 0;
  #throttles = 0;

  shown({ late }: LogRecord): void {
    this.#shown += 1;
    if (late) this.#late += 1;
  }

  throttled(): void {
    this.#throttles += 1;
  }

  get isEmpty(): boolean {
    return this.#shown === 0;
  }

  /** `42 events shown, 3 of them late; waited for 2 throttles` */
  lastWord(): string {
    const late = this.#late > 0 ? `, ${this.#late} of them late` : '';
    const throttles = this.#throttles > 0 ? `; waited for ${counted(this.#throttles, 'throttle')}` : '';
    return `${counted(this.#shown, 'event')} shown${late}${throttles}`;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
