import { functionNameInArn } from '../../../core/arn.ts';

/** Invokes functions, as Lambda's Invoke and InvokeWithResponseStream do. */
export interface Invoker {
  /** @param event JSON.
   *  @throws InvokeError, or another error, when the function cannot be called. */
  invoke(functionName: string, event: string, options: { readonly traceId: string }): Promise<InvokeResult>;
  /** Returns before the function ends; the response arrives as a stream.
   *  @throws as `invoke`. */
  invokeStreaming(
    functionName: string,
    event: string,
    options: { readonly traceId: string },
  ): Promise<StreamingInvokeResult>;
}

/** An error of Lambda's Invoke API; its `name` is the name of the error type. */
export interface InvokeError extends Error {
  /** The HTTP status. */
  readonly status: number;
  /** The body of the HTTP response: JSON. */
  readonly body: string;
}

/** Whether Lambda's Invoke API reported the error. Other errors are not responses of Lambda. */
export function isInvokeError(error: Error): error is InvokeError {
  return 'status' in error && 'body' in error;
}

/** The result of an invocation, which can be the error of the function. */
export interface InvokeResult {
  readonly requestId: string;
  /** JSON: the function's result, or its error. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
}

/** The response of a function while it runs. */
export interface StreamingInvokeResult {
  readonly requestId: string;
  /** Ends without an error even when the function fails; `completed` has the failure. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly completed: Promise<InvokeResult>;
}

/** A function that an integration or an authorizer calls. */
export interface FunctionTarget {
  readonly functionName: string;
  readonly functionArn: string;
}

/** Reads the URI of an integration or an authorizer of a REST API:
 *  `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations`, or
 *  `…/response-streaming-invocations`.
 *  @returns undefined when the URI does not name a Lambda function. */
export function readFunctionUri(uri: unknown): FunctionTarget | undefined {
  return functionTarget(/\/functions\/(arn:[^/]+)\/(?:response-streaming-)?invocations$/.exec(String(uri))?.[1]);
}

/** Reads the URI of an integration or an authorizer of an HTTP API, which can also be the function's ARN itself.
 *  @returns undefined when the URI does not name a Lambda function. */
export function readFunctionUriOrArn(uri: unknown): FunctionTarget | undefined {
  return readFunctionUri(uri) ?? functionTarget(/^arn:[^:]+:lambda:[^:]*:[^:]*:function:[^/]+$/.exec(String(uri))?.[0]);
}

function functionTarget(functionArn: string | undefined): FunctionTarget | undefined {
  return functionArn === undefined ? undefined : { functionArn, functionName: functionNameInArn(functionArn) ?? '' };
}

/** The result of a function call with a timeout. */
export interface TimedCall<Result = InvokeResult> {
  /** An error when the call failed; undefined after the timeout. */
  readonly result: Result | Error | undefined;
  readonly latencyMs: number;
}

/** Calls a function; the call keeps running after the timeout, but its result is ignored. */
export function callFunction(
  invoker: Invoker,
  functionName: string,
  event: string,
  traceId: string,
  timeoutMs: number,
): Promise<TimedCall> {
  return withTimeout(invoker.invoke(functionName, event, { traceId }), timeoutMs);
}

/** Measures a call, and waits at most `timeoutMs` for its result. */
export async function withTimeout<Result>(call: Promise<Result>, timeoutMs: number): Promise<TimedCall<Result>> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  const result = await Promise.race([call.catch((error: Error) => error), timeout]);
  clearTimeout(timer);
  return { result, latencyMs: performance.now() - start };
}

/** The message in the payload of a failed function, or the whole payload when it has no message. */
export function errorMessage(payload: string): string {
  try {
    return String(JSON.parse(payload).errorMessage ?? payload);
  } catch {
    return payload;
  }
}
