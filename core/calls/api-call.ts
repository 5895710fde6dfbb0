/** One API call: the Logs API returns it, and `logs api` prints it. It is made of the log lines of one request:
 *  - its access line, which API Gateway writes into the stage's access log;
 *  - its execution lines, which API Gateway writes into the stage's execution log;
 *  - its function's lines, among them the helper record, which Tailgate's helper writes inside the function.
 *
 *  `read-api-calls.ts` reads and parses lines, and `join/` joins them: `api-call-joiner.ts` collects the lines of each call,
 *  `completeness.ts` decides which lines a call waits for, `line-fields.ts` says which fields each line gives, and `build-call.ts`
 *  which line takes precedence for each field. */
export interface ApiCall {
  /** Ids sort by time. Each log line of the call contains what is needed to compute the id: see `apiCallId`. */
  readonly id: string;
  /** The caller, as the authorizer names it; null without an authorizer. */
  readonly userId: string | null;
  /** The tenant that the call belongs to, as the authorizer names it; without one, the API's id. */
  readonly domainId: string;
  /** `api` for a request to the API, `webhook` for a request that a function sent. */
  readonly source: 'api' | 'webhook';
  readonly ip: string;
  readonly method: string;
  readonly url: string;
  /** The route's template, such as `/notes/{noteId}`; null for a webhook. */
  readonly route: string | null;
  readonly status: number;
  /** ISO 8601 with milliseconds. */
  readonly createdAt: string;
  /** Bodies as text: redacted, and cut with a mark when they are long; null when they are not known. */
  readonly request: string | null;
  readonly response: string | null;
  readonly latencyMs: number | null;
  readonly error: string | null;
  readonly userAgent: string | null;
  /** API Gateway's request id. The client may have chosen it. */
  readonly requestId: string;
  /** Lambda's request id; null when no function was invoked. */
  readonly functionRequestId: string | null;
  readonly traceId: string | null;
}

/** The fields of a call that single log lines give. The other fields are the call's id, its time (which is part of the id), its
 *  domain and its source. */
export type CallField = Exclude<keyof ApiCall, 'id' | 'domainId' | 'source' | 'createdAt'>;

/** The fields that one line gives; those that it does not give are missing or null. */
export type CallFields = { readonly [Field in CallField]?: ApiCall[Field] | null };

/** Everything that the id of a call is made of. */
export interface ApiCallKey {
  /** When API Gateway received the request (`requestTimeEpoch`, HTTP APIs `timeEpoch`): epoch milliseconds. */
  readonly time: number;
  readonly apiId: string;
  readonly stage: string;
  /** REST and WebSocket APIs: the extended request id, which no client can choose. HTTP APIs: the request id. */
  readonly uniqueId: string;
}
