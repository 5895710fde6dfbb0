import { randomBytes, randomUUID } from 'node:crypto';
import type { ResponseBody } from './response-body.ts';

/** One invocation, as an execution environment runs it. */
export interface InvocationRequest {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  readonly traceId: string;
  /** JSON. */
  readonly clientContext?: string;
  /** Whether the outcome includes the end of the log. */
  readonly logTail?: boolean;
  /** Receives the response in chunks. Without it, the response of a streaming handler is collected. */
  readonly body?: ResponseBody;
  /** Called with the content type when the response of a streaming handler starts. */
  onStreamStart?(contentType: string): void;
}

/** The options of an invocation. */
export interface InvokeOptions {
  /** `Root=…;Parent=…;Sampled=…` @default a new one */
  readonly traceId?: string;
  /** JSON. */
  readonly clientContext?: string;
  /** Whether the result includes the end of the log. */
  readonly logTail?: boolean;
  /** The same for all attempts of an asynchronous invocation. @default a new one */
  readonly requestId?: string;
}

/** Creates the request of an invocation, with new ids where the caller sets none. @param event JSON. */
export function newInvocationRequest(event: string, options: InvokeOptions): InvocationRequest {
  return {
    requestId: options.requestId ?? randomUUID(),
    event,
    traceId: options.traceId ?? newTraceId(),
    ...(options.clientContext !== undefined && { clientContext: options.clientContext }),
    ...(options.logTail && { logTail: true }),
  };
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
