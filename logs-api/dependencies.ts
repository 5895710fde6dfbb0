import type { CursorCodec } from '../core/cursor.ts';
import type { CallStore } from './calls/call-store.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { ComponentDirectory } from './reading/component-directory.ts';
import type { LogReader } from './reading/log-reader.ts';
import type { LogStreamFinder } from './reading/log-stream-finder.ts';
import type { Caller } from './scopes.ts';

/** What the Logs API is made of: each host brings its own. */
export interface LogsApiDeps {
  /** The indexed API calls; undefined where there is no table. */
  readonly calls: CallStore | undefined;
  readonly logs: LogReader;
  readonly streams: LogStreamFinder;
  readonly components: ComponentDirectory;
  /** Who sent a request; undefined for one without a valid token.
   *  @param env what the host hands over with the request. */
  authenticate(request: Request, env: unknown): Promise<Caller | undefined>;
  readonly rateLimiter: RateLimiter;
  readonly cursors: CursorCodec;
  readonly limits: Limits;
  /** Web pages of which origins may read from this API. @default none */
  readonly corsOrigins?: readonly string[];
  /** Told of faults that are the API's own. */
  report(error: Error): void;
}

export interface Limits {
  /** A stream is ended after this time, and its client goes on with another. */
  readonly maxStreamMs: number;
  /** Streams that are open at the same time. */
  readonly maxStreams: number;
}

/** What the routes find in a request's context. */
export interface ApiEnv {
  Variables: { caller: Caller };
}
