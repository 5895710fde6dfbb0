import type { CursorCodec } from '../core/cursor.ts';
import type { Admission } from './admission.ts';
import type { CallStore } from './calls/call-store.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { ComponentDirectory } from './reading/component-directory.ts';
import type { LogReader } from './reading/log-reader.ts';
import type { LogStreamFinder } from './reading/log-stream-finder.ts';
import type { Caller } from './scopes.ts';

/** The dependencies of the Logs API, which each host provides. */
export interface LogsApiDeps {
  /** The indexed API calls; undefined when the host has no table. */
  readonly calls: CallStore | undefined;
  readonly reader: LogReader;
  readonly streams: LogStreamFinder;
  readonly components: ComponentDirectory;
  /** The sender of a request; undefined when the request has no valid token.
   *  @param env the host's own data about the request. */
  authenticate(request: Request, env: unknown): Promise<Caller | undefined>;
  readonly rateLimiter: RateLimiter;
  /** Limits the requests that are handled at the same time, open streams included. */
  readonly admission: Admission;
  readonly cursors: CursorCodec;
  readonly limits: Limits;
  /** The path before the routes in URLs of clients, without a slash at its end. @default - none
   *  @param env the host's own data about a request for the OpenAPI document. */
  basePath?(env: unknown): string;
  /** The origins whose web pages may read from this API. @default - no other origin */
  readonly corsOrigins?: readonly string[];
  /** Called for each error of the server itself. */
  report(error: Error): void;
}

/** The limits of a host for responses, in milliseconds. Infinity: no limit. */
export interface Limits {
  /** The server ends a stream of Server-Sent Events after this time; the client then reconnects. */
  readonly maxStreamMs: number;
  /** Any other read of a log fails after this time: 504, or a broken connection when a part of the lines was sent. */
  readonly maxReadMs: number;
}

/** The variables that the routes find in Hono's context. */
export interface ApiEnv {
  Variables: { caller: Caller };
}
