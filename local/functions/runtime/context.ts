import type { InvocationHead } from '../frames.ts';

/** The `context` argument of a handler, the same in all runtimes.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface Context {
  readonly functionName: string | undefined;
  readonly functionVersion: string | undefined;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string | undefined;
  readonly awsRequestId: string;
  readonly logGroupName: string | undefined;
  readonly logStreamName: string | undefined;
  readonly clientContext: unknown;
  readonly identity: undefined;
  getRemainingTimeInMillis(): number;
}

/** Creates the context, and sets the environment variable of the trace id, as the runtime does for each invocation. */
export function createContext(head: InvocationHead): Context {
  process.env._X_AMZN_TRACE_ID = head.traceId;
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: head.clientContext === undefined ? undefined : JSON.parse(head.clientContext),
    identity: undefined,
    invokedFunctionArn: head.functionArn,
    awsRequestId: head.requestId,
    getRemainingTimeInMillis: () => head.deadline - Date.now(),
  };
}
