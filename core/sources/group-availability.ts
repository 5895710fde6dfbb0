import type { LogSource } from '../log-event.ts';
import type { Notices } from '../notices.ts';
import { type BackOff, backOffMs } from '../retry.ts';
import { isRefusedForClass } from './log-class.ts';
import type { LogsContext } from './logs-context.ts';
import { describeError, isRecoverable } from './service-errors.ts';

const BACK_OFF: BackOff = { firstMs: 1000, maxMs: 10_000 };

/** Whether a followed log group can be swept: waits after errors and for a missing group, and reports both to the user. */
export class GroupAvailability {
  readonly #source: LogSource;
  readonly #notices: Notices;
  #wasRead = false;
  #failures = 0;
  #retryAt = 0;
  #isErrorReported = false;
  #isMissing = false;
  #refusal: unknown;

  constructor(source: LogSource, notices: Notices) {
    this.#source = source;
    this.#notices = notices;
  }

  /** Whether the log group did not exist at the first sweep: the log group of a function is created with its first line. */
  get isMissing(): boolean {
    return this.#isMissing;
  }

  /** Why the log group can never be followed; undefined while it can. */
  get refusal(): unknown {
    return this.#refusal;
  }

  /** @param now epoch milliseconds. */
  canSweep(now: number): boolean {
    return now >= this.#retryAt && this.#refusal === undefined;
  }

  /** Called when a sweep was read to its end. */
  recordSuccess(): void {
    const { group, label } = this.#source;
    if (this.#isMissing) this.#notices.reportRecovery(`+ ${label} appeared; following it`);
    else if (this.#isErrorReported) this.#notices.reportRecovery(`${group}: available again; no events were lost`);
    this.#wasRead = true;
    this.#isMissing = false;
    this.#isErrorReported = false;
    this.#failures = 0;
  }

  /** Called when a sweep failed.
   *  @throws the error when a retry cannot succeed, for example because of an invalid filter pattern or missing permissions. */
  async recordFailure(error: unknown, sweepStart: number, logs: LogsContext): Promise<void> {
    const { group, label, mustExist } = this.#source;
    if (!isRecoverable(error)) {
      if (!(await isRefusedForClass(logs, group, error))) throw error;
      this.#refusal = error;
      this.#notices.report(group, `${label}: a log group of the Infrequent Access class cannot be followed; left out`);
      return;
    }
    if (!this.#wasRead && !mustExist && (error as Error).name === 'ResourceNotFoundException') {
      this.#isMissing = true;
    } else if (this.#failures === 0) {
      this.#isErrorReported = this.#notices.report(group, `${group}: ${describeError(error)}; retrying`);
    }
    this.#failures += 1;
    this.#retryAt = sweepStart + backOffMs(BACK_OFF, this.#failures);
  }
}
