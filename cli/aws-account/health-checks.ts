import { HEALTH_CHECK_TAG, parseHealthCheckTag } from '../../core/health-check-tag.ts';
import type { ApiStage } from '../../core/targets/account.ts';

/** The health check routes in the tags of a stage. */
export function healthChecksIn(tags: Readonly<Record<string, string>> | undefined): Pick<ApiStage, 'healthChecks'> {
  const healthChecks = parseHealthCheckTag(tags?.[HEALTH_CHECK_TAG] ?? '');
  return healthChecks.length > 0 ? { healthChecks } : {};
}
