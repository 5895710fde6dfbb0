import type { LogRecord } from '../log-event.ts';
import { numberAt } from '../record-fields.ts';
import { Durations, type Quantiles } from './durations.ts';

/** The totals of the access lines of one route, or of several routes together. */
export interface RouteUsage {
  readonly requests: number;
  /** Responses with a status from 400 to 499. */
  readonly clientErrors: number;
  /** Responses with a status of 500 or more. */
  readonly errors: number;
  /** From the first byte of the request to the last byte of the response. */
  readonly latencyMs: Quantiles | null;
}

/** Adds up `api.access` records. */
export class RouteTally {
  readonly #latencies = new Durations();
  #requests = 0;
  #clientErrors = 0;
  #errors = 0;

  add(access: LogRecord): void {
    const status = numberAt(access.fields, 'status') ?? 0;
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
