/** What came of calling the function. */
export interface IntegrationResult {
  readonly latencyMs: number;
  /** Lambda's, of a refusal too; undefined when there was no answer in time. */
  readonly requestId?: string;
  /** Status of Lambda's Invoke API; undefined when it did not answer in time. */
  readonly serviceStatus?: number;
  /** The function's own status; undefined when it gave none. */
  readonly status?: number;
  /** What the function's failure was, as API Gateway words it: lines of the execution log. Empty when it answered. */
  readonly errors: readonly string[];
  /** What Lambda was asked with: JSON. */
  readonly requestBody?: string;
  /** What Lambda answered: JSON. Undefined when it did not answer in time, and for an answer that is streamed. */
  readonly responseBody?: string;
  /** There when the function failed. */
  readonly functionError?: 'Unhandled';
  /** The name of the error by which Lambda refused to call the function. */
  readonly serviceError?: string;
}
