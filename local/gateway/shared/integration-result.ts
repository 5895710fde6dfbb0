/** The result of calling the function of an integration. */
export interface IntegrationResult {
  readonly latencyMs: number;
  /** The request id of the Invoke call, also of a rejected one; undefined after a timeout. */
  readonly requestId?: string;
  /** The status of Lambda's Invoke API; undefined after a timeout. */
  readonly serviceStatus?: number;
  /** The status that the function returned; undefined if it returned no status. */
  readonly status?: number;
  /** Why the integration failed, in API Gateway's words: lines of the execution log. Empty when it succeeded. */
  readonly errors: readonly string[];
  /** The payload of the Invoke call: JSON. */
  readonly requestBody?: string;
  /** The payload of Lambda's response: JSON. Undefined after a timeout, and for a streamed response. */
  readonly responseBody?: string;
  /** Undefined when the function succeeded. */
  readonly functionError?: 'Unhandled';
  /** The name of the error with which Lambda rejected the Invoke call. */
  readonly serviceError?: string;
}
