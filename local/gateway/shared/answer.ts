import type { Header } from './answer-headers.ts';

/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly Header[];
  /** Whole, or its beginning where `streamed` has the rest. */
  readonly body: Buffer;
  readonly streamed?: StreamedBody;
  /** What API Gateway says went wrong; undefined when the integration answered. */
  readonly error?: {
    readonly message: string | null;
    readonly responseType: string;
    /** The type of the API's own gateway response that was used: `responseType`, `DEFAULT_4XX` or `DEFAULT_5XX`. */
    readonly customizedBy?: string;
  };
}

/** The part of a body that is handed on as it comes. */
export interface StreamedBody extends AsyncIterable<Uint8Array> {
  /** How much was handed on. */
  readonly bytes: number;
  /** Why it ended before its end, once it did: lines of the execution log. */
  readonly errors: readonly string[];
}
