import {
  isBoolean,
  isConstruct,
  isListOf,
  isObjectOf,
  isOneOf,
  isRecordOf,
  isRemovalPolicy,
  isRetention,
  isText,
  type PropCheck,
  type PropChecks,
  propErrors,
} from '../prop-errors.ts';
import type { ApiLoggingProps, CallerIdentity, RouteLogging } from './api-logging-props.ts';

const isExecutionLevel = isOneOf(['OFF', 'ERROR', 'INFO']);

const hasReason: PropCheck = (name, dataTrace) => {
  const reason = typeof dataTrace === 'object' && dataTrace !== null && 'reason' in dataTrace ? dataTrace.reason : '';
  if (typeof reason === 'string' && reason.trim() !== '') return isObjectOf({ reason: isText })(name, dataTrace);
  return [
    `${name} writes bodies and headers to the log, with the personal data and secrets in them, but gives no reason. Set ${name}: { reason: '…' }, or remove it.`,
  ];
};

const isVariableOfAuthorizer: PropCheck = (name, variable) =>
  typeof variable === 'string' && /^authorizer\.[A-Za-z0-9_.]+$/.test(variable)
    ? []
    : [
        `${name} is "${variable}", but only an authorizer can identify the caller. Use one of its variables, such as authorizer.principalId or authorizer.claims.sub.`,
      ];

const ROUTE_CHECKS: PropChecks<RouteLogging> = {
  executionLevel: isExecutionLevel,
  dataTrace: hasReason,
  metrics: isBoolean,
};

const IDENTITY_CHECKS: PropChecks<CallerIdentity> = {
  domainId: isVariableOfAuthorizer,
  userId: isVariableOfAuthorizer,
};

const CHECKS: PropChecks<ApiLoggingProps> = {
  enabled: isBoolean,
  accessLogs: isBoolean,
  accessLogGroup: isConstruct('logGroupName', 'a log group: new LogGroup(…), or LogGroup.fromLogGroupName(…)'),
  identity: isObjectOf(IDENTITY_CHECKS),
  obfuscatePaths: isBoolean,
  executionLevel: isExecutionLevel,
  dataTrace: hasReason,
  metrics: isBoolean,
  tracing: isBoolean,
  routes: isRecordOf(isObjectOf(ROUTE_CHECKS), "{ 'GET /notes': { executionLevel: 'INFO' } }"),
  healthCheckRoutes: isListOf(isText, "['GET /health']"),
  retention: isRetention,
  executionRetention: isRetention,
  encryptionKey: isConstruct('keyArn', 'a KMS key: new Key(…), or Key.fromKeyArn(…)'),
  removalPolicy: isRemovalPolicy,
  executionLogGroup: isOneOf(['create', 'adopt']),
};

/** Messages for props that are invalid for every type of API. */
export function apiLoggingErrors(props: ApiLoggingProps): string[] {
  return propErrors(props, CHECKS);
}
