/** One API call: what the Logs API returns, and `logs api` prints. */
export interface ApiCall {
  /** Sortable by time, and the same for the same call from whichever side it is seen: `apiCallId`. */
  readonly id: string;
  /** Who called, as the authorizer says; null without one. */
  readonly userId: string | null;
  /** Whose call it is, as the authorizer says; without one, the API's id. */
  readonly domainId: string;
  /** `api` for a request to the API, `webhook` for one that a function sent. */
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
  /** API Gateway's, which the client may have chosen. */
  readonly requestId: string;
  /** Lambda's; null when no function ran. */
  readonly functionRequestId: string | null;
  readonly traceId: string | null;
}

/** What makes the id of a call. */
export interface ApiCallKey {
  /** When the request came, as API Gateway gives it (`requestTimeEpoch`, HTTP APIs `timeEpoch`): epoch milliseconds. */
  readonly time: number;
  readonly apiId: string;
  readonly stage: string;
  /** REST and WebSocket APIs: the extended request id, which no client can choose. HTTP APIs: the request id. */
  readonly uniqueId: string;
}
