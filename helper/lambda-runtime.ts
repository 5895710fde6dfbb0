/** The members of Lambda's context that the helper uses. */
export interface InvocationContext {
  readonly awsRequestId?: string;
  /** The tenant of a function with tenant isolation. */
  readonly tenantId?: string;
  getRemainingTimeInMillis(): number;
}

/** The part of the runtime's store of the current invocation that the helper uses. On Lambda Managed Instances, which run several
 *  invocations in one process, the store follows asynchronous calls.
 *  @see https://github.com/awslabs/aws-lambda-invoke-store */
interface InvokeStore {
  getXRayTraceId?(): string | undefined;
}

const TRACE_ROOT = /(?:^|;)Root=([^;]+)/;

/** The X-Ray trace id of the invocation that is running, such as `1-5759e988-bd862e3fe1be46a994272793`; null outside Lambda.
 *  Lambda sets it even when tracing is off. The environment variable changes with the next invocation, so an invocation reads it
 *  once, at its start.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 *  @see https://docs.aws.amazon.com/powertools/typescript/latest/api/functions/_aws-lambda-powertools_commons.envUtils.getXRayTraceIdFromEnv.html
 *   for the order: first the runtime's store, then the variable */
export function currentTraceId(): string | null {
  const { awslambda } = globalThis as { awslambda?: { readonly InvokeStore?: InvokeStore } };
  const header = awslambda?.InvokeStore?.getXRayTraceId?.() ?? process.env._X_AMZN_TRACE_ID;
  return header === undefined ? null : (TRACE_ROOT.exec(header)?.[1] ?? null);
}
