import { HEALTH_CHECK_TAG, parseHealthCheckTag } from '../../core/health-check-tag.ts';
import type { ApiStage } from '../../core/targets/account.ts';

/** The name of the function that an integration calls. Its URI is a function's ARN, or
 *  `arn:aws:apigateway:…/functions/<function's ARN>/invocations`; undefined for any other URI.
 *  @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html */
export function functionInUri(uri: string | undefined): string | undefined {
  const start = uri?.lastIndexOf(':lambda:') ?? -1;
  if (uri === undefined || start < 0) return undefined;
  return /^:lambda:[^:]*:\d*:function:([A-Za-z0-9-_]+)(?::[^/]*)?(?:\/invocations)?$/.exec(uri.slice(start))?.[1];
}

/** The health check routes in the tags of a stage. */
export function healthChecksIn(tags: Readonly<Record<string, string>> | undefined): Pick<ApiStage, 'healthChecks'> {
  const healthChecks = parseHealthCheckTag(tags?.[HEALTH_CHECK_TAG] ?? '');
  return { ...(healthChecks.length > 0 && { healthChecks }) };
}
