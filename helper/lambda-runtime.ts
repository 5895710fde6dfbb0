/** The members of Lambda's context that the helper uses. */
export interface InvocationContext {
  readonly awsRequestId?: string;
  getRemainingTimeInMillis(): number;
}

const TRACE_ROOT = /(?:^|;)Root=([^;]+)/;

/** The X-Ray trace id of the current invocation, such as `1-5759e988-bd862e3fe1be46a994272793`; null outside Lambda. Lambda
 *  sets it even when tracing is off.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
export function currentTraceId(): string | null {
  const header = process.env._X_AMZN_TRACE_ID;
  return header === undefined ? null : (TRACE_ROOT.exec(header)?.[1] ?? null);
}
