import type { RequestGuard } from '../../http/request-guard.ts';
import type { LogSink } from '../../log-sink.ts';
import type { Invoker } from './invoker.ts';

/** Options of the server of one API. */
export interface ApiServerOptions<Api> {
  readonly api: Api;
  readonly invoker: Invoker;
  readonly sink: LogSink;
  /** From `RequestGuard.forApis`. */
  readonly guard: RequestGuard;
  readonly accountId: string;
  readonly region: string;
  /** The clock of the authorizer cache and of throttling, in epoch milliseconds.
   *  @default the system clock */
  readonly now?: () => number;
  /** Called for each internal error, with one line without a newline. */
  notice(message: string): void;
}
