import type { Notices } from '../notices.ts';
import type { CallBudget } from '../rate-budget.ts';

/** Reports that the service throttles calls, at most once a minute, and when the rate is normal again. */
export class ThrottleNotices {
  readonly #budget: CallBudget;
  readonly #notices: Notices;
  #isReported = false;

  constructor(budget: CallBudget, notices: Notices) {
    this.#budget = budget;
    this.#notices = notices;
  }

  reportThrottle(): void {
    const rate = Number(this.#budget.perSecond.toFixed(1));
    const message = `CloudWatch Logs throttles calls; slowed down to ${rate} ${rate === 1 ? 'call' : 'calls'}/s, events are delayed`;
    if (this.#notices.report('throttle', message)) this.#isReported = true;
  }

  /** Reports once that the rate is normal again. The caller must call it regularly. */
  checkRecovery(): void {
    if (!this.#isReported || this.#budget.isSlowed) return;
    this.#isReported = false;
    this.#notices.reportRecovery('CloudWatch Logs no longer throttles; back to the normal rate, no events were lost');
  }
}
