import type { LogRecord } from '../log-event.ts';
import { Durations, type Quantiles } from './durations.ts';

/** What access lines say about the requests to a route, or to several together. */
export interface RouteUsage {
  readonly requests: number;
  /** Answered with a status from 400 to 499. */
  readonly clientErrors: number;
  /** Answered with a status of 500 or more. */
  readonly errors: number;
  /** From the request's first byte to the answer's last. */
  readonly latencyMs: Quantiles | null;
}

/** Adds up `api.access` records. */
export class RouteTally {
  readonly #latencies = new Durations();
  #requests = 0;
  #clientErrors = 0;
  #errors = 0;

  add(access: LogRecord): void {
    const status = Number(access.fields?.status);
    this.#requests += 1;
    if (status >= 500) this.#errors += 1;
    else if (status >= 400) this.#clientErrors += 1;
    this.#latencies.add(access.fields?.responseLatency);
  }

  get usage(): RouteUsage {
    return {
      requests: this.#requests,
      clientErrors: this.#clientErrors,
      errors: this.#errors,
      latencyMs: this.#latencies.quantiles,
    };
  }
}
