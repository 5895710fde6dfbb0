import type { GatewayResponseType } from './gateway-response-type.ts';

/** What came of asking an authorizer. */
export interface Authorization {
  readonly authorizerId: string;
  readonly requestId?: string;
  /** Status of the authorizer's answer: 200, or that of the refusal to call it. Undefined when it was not called or not in time. */
  readonly integrationStatus?: number;
  /** How long its function took, in milliseconds; 0 for an answer from the cache. */
  readonly integrationLatencyMs: number;
  /** Empty, unless the request is let in or denied by a policy. */
  readonly principalId?: string;
  /** What the function adds for those behind it, as text. */
  readonly context: Readonly<Record<string, string>>;
  /** Undefined when the request may pass. */
  readonly refusal?: { readonly type: GatewayResponseType; readonly message?: string };
  /** What the authorizer did: lines of the execution log at INFO. */
  readonly lines: readonly AuthorizerLine[];
  /** Why it failed, as API Gateway words it: lines of the execution log at ERROR, too. */
  readonly errors: readonly string[];
}

export interface AuthorizerLine {
  readonly text: string;
  /** Written with the data trace only. */
  readonly traced?: true;
}
