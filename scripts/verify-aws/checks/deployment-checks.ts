import type { Check } from '../check.ts';
import { FUNCTION_CHECKS } from './functions.ts';
import { EXECUTION_LOG_GROUP_CHECK, LOG_GROUP_CHECKS } from './log-groups.ts';
import { LOGS_API_CHECKS } from './logs-api.ts';
import { PERMISSION_CHECKS } from './permissions.ts';
import { PROBE_REQUEST_CHECKS, requestLineChecks } from './request-lines.ts';
import { STACK_EVENT_CHECKS } from './stack-events.ts';
import { STAGE_CHECKS } from './stages.ts';

/** All checks of a fresh deployment, in their order: those of the Logs API read the lines of earlier requests, and its capacity is last. */
export function deploymentChecks(): Check[] {
  return [
    ...STACK_EVENT_CHECKS,
    ...LOG_GROUP_CHECKS,
    ...FUNCTION_CHECKS,
    ...STAGE_CHECKS,
    ...PERMISSION_CHECKS,
    ...requestLineChecks(),
    ...PROBE_REQUEST_CHECKS,
    EXECUTION_LOG_GROUP_CHECK,
    ...LOGS_API_CHECKS,
  ];
}

/** The checks after the stacks were deleted and deployed again. */
export function secondDeploymentChecks(): Check[] {
  return [...STACK_EVENT_CHECKS, ...requestLineChecks()].map((check) => ({ ...check, name: `again-${check.name}` }));
}
