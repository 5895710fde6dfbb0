import { accessLogDestinationWildcard } from './access-log-destination-wildcard.ts';
import { accessLogFormatTooLarge } from './access-log-format-too-large.ts';
import { accessLogNotJson } from './access-log-not-json.ts';
import { accessLogUntrustedAfterTrusted } from './access-log-untrusted-after-trusted.ts';
import { accessLogWithSecrets } from './access-log-with-secrets.ts';
import { accessLogWithoutJoinFields } from './access-log-without-join-fields.ts';
import { accountRoleMissing } from './account-role-missing.ts';
import { accountRoleOverwritten } from './account-role-overwritten.ts';
import { dataTraceWithoutReason } from './data-trace-without-reason.ts';
import { debugLinesDropped } from './debug-lines-dropped.ts';
import { duplicateMethodSettings } from './duplicate-method-settings.ts';
import { executionLogGroupUnbounded } from './execution-log-group-unbounded.ts';
import { executionLogInfoInProduction } from './execution-log-info-in-production.ts';
import { executionLogOfHttpApi } from './execution-log-of-http-api.ts';
import { executionLogOff } from './execution-log-off.ts';
import { filterOnInfrequentAccess } from './filter-on-infrequent-access.ts';
import { functionTextLogFormat } from './function-text-log-format.ts';
import { functionWithoutLogGroup } from './function-without-log-group.ts';
import { groupCreationAllowed } from './group-creation-allowed.ts';
import { httpAccessLogGroupName } from './http-access-log-group-name.ts';
import { invalidAcknowledgement } from './invalid-acknowledgement.ts';
import { logGroupNotEncrypted } from './log-group-not-encrypted.ts';
import { logGroupWithoutRetention } from './log-group-without-retention.ts';
import { logLevelWithoutJson } from './log-level-without-json.ts';
import { logPermissionDenied } from './log-permission-denied.ts';
import { methodOverrideDropsSettings } from './method-override-drops-settings.ts';
import { retainedLogGroupName } from './retained-log-group-name.ts';
import type { Rule } from './rule.ts';
import { stageWithoutAccessLog } from './stage-without-access-log.ts';
import { subscriptionFiltersFull } from './subscription-filters-full.ts';

const LOGGING_RULES: readonly Rule[] = [
  stageWithoutAccessLog,
  accessLogWithoutJoinFields,
  accessLogWithSecrets,
  accessLogNotJson,
  accessLogUntrustedAfterTrusted,
  accessLogFormatTooLarge,
  accessLogDestinationWildcard,
  httpAccessLogGroupName,
  executionLogOff,
  executionLogInfoInProduction,
  executionLogGroupUnbounded,
  executionLogOfHttpApi,
  dataTraceWithoutReason,
  duplicateMethodSettings,
  methodOverrideDropsSettings,
  accountRoleMissing,
  accountRoleOverwritten,
  logGroupWithoutRetention,
  logGroupNotEncrypted,
  retainedLogGroupName,
  subscriptionFiltersFull,
  filterOnInfrequentAccess,
  functionWithoutLogGroup,
  functionTextLogFormat,
  logLevelWithoutJson,
  debugLinesDropped,
  groupCreationAllowed,
  logPermissionDenied,
];

/** All rules, in the order of the documentation: access logs, execution logs, the account, log groups, functions. */
export const RULES: readonly Rule[] = [...LOGGING_RULES, invalidAcknowledgement(LOGGING_RULES.map((rule) => rule.id))];
