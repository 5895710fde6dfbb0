import { dataTraceWithoutReason } from './data-trace-without-reason.ts';
import { logGroupWithoutRetention } from './log-group-without-retention.ts';
import type { Rule } from './rule.ts';
import { stageWithoutAccessLog } from './stage-without-access-log.ts';

/** All rules, in the order of the documentation: access logs, execution logs, log groups, functions. */
export const RULES: readonly Rule[] = [stageWithoutAccessLog, dataTraceWithoutReason, logGroupWithoutRetention];
