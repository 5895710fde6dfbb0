import type { Notices } from '../notices.ts';
import type { RateBudget } from '../rate-budget.ts';

/** Says that the service throttles calls, and when it does no more: once a minute at most. */
export class ThrottleNotices {
  readonly #budget: RateBudget;
  readonly #notices: Notices;
  #wasSaid = false;

  constructor(budget: RateBudget, notices: Notices) {
    this.#budget = budget;
    this.#notices = notices;
  }

  throttled(): void {
    const rate = Number(this.#budget.perSecond.toFixed(1));
    const line = `CloudWatch Logs throttles calls: slowed to ${rate} ${rate === 1 ? 'call' : 'calls'}/s; events come later`;
    if (this.#notices.say('throttle', line)) this.#wasSaid = true;
  }

  /** Looks, once in a while, whether the calls are at their usual rate again. */
  look(): void {
    if (!this.#wasSaid || this.#budget.isSlowed) return;
    this.#wasSaid = false;
    this.#notices.sayOver('CloudWatch Logs throttles no more: back to the usual rate; nothing was lost');
  }
}
